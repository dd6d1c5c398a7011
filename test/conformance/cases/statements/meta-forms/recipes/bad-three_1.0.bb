A = "x" # comment
