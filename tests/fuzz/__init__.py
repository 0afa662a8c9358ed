"""Programs that look for input which breaks a reader, led by what of the code it reaches. See __main__."""
