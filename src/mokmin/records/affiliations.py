"""Officials linked to their titles and bodies: one row per person and title, in its fullest form.

Rules over the ORG, OFFICIAL and ROLE spans: :mod:`mokmin.records.clauses` finds who holds which title,
:mod:`mokmin.records.titles` reads the titles, :mod:`mokmin.records.organizations` finds their bodies.
"""

from dataclasses import dataclass

from mokmin.article import Affiliation, Article, Entity
from mokmin.records.body_names import nfc
from mokmin.records.clauses import Post, posts
from mokmin.records.organizations import Organizations
from mokmin.records.titles import same_post


@dataclass(frozen=True, slots=True)
class Link:
    """An affiliation and where the article says so.

    ``person`` and ``role`` are the mentions with the title in its fullest form, ``organization`` is the ORG
    mention that names the body, None if none does. ``mentions`` are all ROLE spans that mean this
    post, titles that stand alone among them if no other post of the article fits.
    """

    affiliation: Affiliation
    person: Entity
    role: Entity
    organization: Entity | None
    mentions: tuple[Entity, ...]


def link(article: Article) -> list[Affiliation]:
    """The affiliations that an article's text and its ORG, OFFICIAL and ROLE spans state.

    A person without a title has none, and ``김 시장`` adds none to ``김가온 나래시장``.
    """
    return [found.affiliation for found in find_links(article)]


def find_links(article: Article) -> list[Link]:
    """:func:`link` with its evidence, in the order of the text."""
    found = posts(article)
    organizations = Organizations(article)
    groups = _group(found, full_names(article), organizations)
    titles = [e for e in article.entities if e.label == "ROLE"]
    alone = _resolve_alone(titles, found, [group for _, group in groups])
    links = []
    for number, (name, group) in enumerate(groups):
        best = max(group, key=lambda post: len(nfc(post.role.text)))
        body, mention = organizations.of(best, group)
        affiliation = Affiliation(name, nfc(best.role.text), body, any(post.former for post in group))
        own = {post.role for post in group}
        mentions = tuple(e for e in titles if e in own or alone.get(e) == number)
        links.append(Link(affiliation, best.person, best.role, mention, mentions))
    return links


def full_names(article: Article) -> dict[Entity, list[str]]:
    """OFFICIAL spans → the full names that they may stand for, the nearest before them first.

    A surname that no one else in the article has is left out.
    """
    people = [e for e in article.entities if e.label == "OFFICIAL"]
    texts = [nfc(e.text) for e in people]
    names = {}
    for i, (person, text) in enumerate(zip(people, texts, strict=True)):
        # Korean surnames come first and have one syllable or two, those of others are words of their own.
        others = [name for name in dict.fromkeys(texts[i::-1] + texts[i + 1 :]) if len(name) > len(text)]
        longer = [name for name in others if text in name.split() or (len(text) <= 2 and name.startswith(text))]
        if longer or len(text) > 1:
            names[person] = longer or [text]
    return names


def _group(
    found: list[Post], names: dict[Entity, list[str]], organizations: Organizations
) -> list[tuple[str, list[Post]]]:
    """Posts by person and title: short forms join the post that they stand for."""
    groups: list[tuple[str, list[Post]]] = []

    def fits(post: Post, group: list[Post]) -> bool:
        return any(
            same_post(nfc(post.role.text), nfc(other.role.text))
            and organizations.same(post.organization, other.organization)
            for other in group
        )

    for post in found:
        people = names.get(post.person, [])
        group = next((g for name in people for n, g in reversed(groups) if n == name and fits(post, g)), None)
        if group is not None:
            group.append(post)
        elif people:
            groups.append((people[0], [post]))
    return groups


def _resolve_alone(titles: list[Entity], found: list[Post], groups: list[list[Post]]) -> dict[Entity, int]:
    """Titles without a person → the one group that they may be short for."""
    held = {post.role for post in found}
    resolved = {}
    for title in titles:
        text = nfc(title.text)
        fitting = [i for i, group in enumerate(groups) if any(same_post(text, nfc(post.role.text)) for post in group)]
        if title not in held and len(fitting) == 1:
            resolved[title] = fitting[0]
    return resolved
