unset X[f]
