SUMMARY = "A function that another one is given, not called itself"
LICENSE = "MIT"

def by_size(item):
    return len(item)

python do_sorting() {
    bb.utils.mkdirhier(sorted(["one", "three"], key=by_size)[0])
                                                    ^^^^^^^ the signature of `do_sorting` lacks `by_size`: BitBake does not see that `by_size` in `do_sorting` refers to it; name it in `do_sorting[vardeps]`
}
addtask sorting after do_compile
