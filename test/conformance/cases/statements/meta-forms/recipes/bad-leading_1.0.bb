 A = "x"
