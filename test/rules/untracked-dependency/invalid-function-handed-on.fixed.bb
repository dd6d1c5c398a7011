SUMMARY = "A function that another one is given, not called itself"
LICENSE = "MIT"

def by_size(item):
    return len(item)

python do_sorting() {
    bb.utils.mkdirhier(sorted(["one", "three"], key=by_size)[0])
}
do_sorting[vardeps] += "by_size"
addtask sorting after do_compile
