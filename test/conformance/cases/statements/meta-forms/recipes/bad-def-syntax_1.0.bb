def f(d):
    return (
A = "1"
