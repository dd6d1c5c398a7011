import casemods.first


def it(d):
    return casemods.first.read(d)
