"""Template tags of the roof: small drawings and wordings that every page shares. May import all floors."""
