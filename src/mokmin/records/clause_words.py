"""The words between a person, a title and a body that tell who holds what, as patterns over NFKC text."""

import re

_TIME = r"(?:(?:현직|현재|현|現|신임|초대|차기|당시|전임|前任|전직|직전|전|前)\s*)*"
_PLACE = (
    r"(?:(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주"
    r"|[시군구도]|의회|재단|공사|공단|조합|대학|교육청|협의회|협의체|위원회)\s+)?"
)

PERSON_TITLE = re.compile(rf"(?:\s*(?:씨|박사|님))?(?:\s*\(\d[^()]*\))?\s*[(:·]?\s*{_TIME}{_PLACE}")
"""Between a person and the title, or the body of the title, behind."""

BODY_TITLE = re.compile(rf"(?:의|[’'\"”」])?\s*{_TIME}")
"""Between a body and the title or the person behind it."""

BODY_BRACKET = re.compile(rf"\s*[’'\"”」]?\s*\(\s*{_TIME}")
"""Between a body and its head, named in brackets."""

JOINED = re.compile(rf"\s*(?:겸|·|및|이자|이면서|이며|/|\()\s*{_TIME}{_PLACE}")
"""Between two titles of one person."""

LISTED = re.compile(rf"\s*,\s*{_TIME}")
"""Between two titles that may be of one person or of two."""

_HOLD = r"(?:을|를|도|직을|직도)\s*(?:함께\s*|동시에\s*|현재\s*)?"
_RELATIVE = (
    rf"(?:{_HOLD}(?:맡고\s*있는|맡은|맡아\s*온|맡는|맡던|겸하고\s*있는|겸하는|겸한|겸직하는|겸임하는|지낸|역임한|거친)"
    r"|(?:이자|이면서|이며|으?로(?:서|써)?도?)\s[^.,!?\"“”]{0,30}(?:는|은|한|된|온|던|인))"
)
OF_WHOM = re.compile(
    rf"(?:인|이던|이었던|출신|출신인|이자|이면서|이며|겸|이기도\s*한|{_RELATIVE})?\s*[’'\"]?\s*{_TIME}"
)
"""Between a title and the person, or the body of the person, of whom it is said."""

BOTH = re.compile(rf"(?:과|와|,|으?로,?)\s*{_PLACE}")
"""Between two titles that one clause says of the person behind: ``위원장과 부의장을 맡은``."""

TAKES = re.compile(rf"(?:[은는]|에는?|으?로는?)\s*{_TIME}")
TAKEN = re.compile(r"\s*(?:씨|박사)?[이가을를]\s*(?:맡|내정|임명|선임|선출|위촉|발탁|취임|기용|추대|뽑|겸)")
"""Before and behind the person who takes a title: ``단장은 (전 과학부 장관) 김가온 씨가 맡았다``."""

SAID_OF = re.compile(
    rf"(?:이기도|(?:{_HOLD}|으로\s*)(?:맡|겸|지[내낸냈]|역임|거[치친쳤]|활동|일하|있)|이다|이었|이자|이면서|이며"
    r"|인\s*그|으?로서|으?로\s|\s*자격|\s*출신|까지|에서\s*물러)"
)
"""Behind a title that is said of a person named before."""

# 3년 전 김가온 시장은 tells of a time, not of a past post.
FORMER = re.compile(rf"(?:^|[(,·'\"‘“]|(?<![년달월주일간해칠마])\s)(?:전|前|전임|前任|전직|직전)\s*{_PLACE}$")
"""At the end of what stands before a past title, its body or its holder."""

WAS = re.compile(rf"{_HOLD}(?:지[내낸냈]|역임|거[친쳤])")
"""Behind a past title."""

LONGEST = 60
"""Characters; what stands between the parts of one statement is shorter."""

# The person of the sentence before, and what divides sentences.
HE = re.compile(r"(?:^|[\s\"'“‘])그(?:[는가도를의]|$|\s)")
SENTENCE = re.compile(r"[.!?。]['\"”’]?\s|\n")
