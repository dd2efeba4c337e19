"""What ``mokmin check`` looks for in annotated articles before anyone trains on them."""
