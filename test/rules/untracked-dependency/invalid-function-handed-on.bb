SUMMARY = "A function that another one is given, not called itself"
LICENSE = "MIT"

def by_size(item):
    return len(item)

python do_sorting() {
    bb.utils.mkdirhier(sorted(["one", "three"], key=by_size)[0])
                                                    ^^^^^^^ `do_sorting` has `by_size`, and BitBake does not see that this refers to `by_size`: that is not in the signature of `do_sorting`: after a change of it the cache gives out what was built before
}
addtask sorting after do_compile
