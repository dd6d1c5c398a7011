A .= "again and again"
include bad-recursion_1.0.bb
