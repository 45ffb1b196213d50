"""The demo community: what it says (text files) and how it is made."""
