"""The product as it is served, in trouble: killed, without its database or room, slow, raced, with a wrong clock."""
