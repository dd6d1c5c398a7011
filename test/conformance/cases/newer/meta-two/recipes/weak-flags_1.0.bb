W ??= "a"
W[f] ??= "weak"
W[f] = "strong"
X[g] ??= "x"
do_x[vardeps] = "W X X[g]"
addtask x
addtask a b before c after e
