A = "x" y"
