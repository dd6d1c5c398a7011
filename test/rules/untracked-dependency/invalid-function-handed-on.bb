SUMMARY = "A function that another one is given, not called itself"
LICENSE = "MIT"

def by_size(item):
    return len(item)

python do_sorting() {
    bb.utils.mkdirhier(sorted(["one", "three"], key=<|by_size|>)[0])
}
addtask sorting after do_compile
