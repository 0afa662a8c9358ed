"""How somebody with an account proves who they are, and what is kept about it."""
