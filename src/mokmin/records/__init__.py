"""From spans to a policy record: affiliations, canonical bodies and flat rows."""
