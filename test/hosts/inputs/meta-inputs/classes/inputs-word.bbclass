# A value that class-level code makes while it is parsed.
def word_of_file(d):
    with open(d.expand("${INPUTS}/word")) as source:
        return source.read().strip()
WORD := "${@word_of_file(d)}"
