SUMMARY = "Functions of the metadata with a name that is put together"
LICENSE = "MIT"

step_one() {
    echo 1
}
step_two() {
    echo 2
}
do_compile() {
    for step in one two; do
        "step_${step}" || exit 1
    done
}
do_compile[vardeps] += "step_one step_two"
