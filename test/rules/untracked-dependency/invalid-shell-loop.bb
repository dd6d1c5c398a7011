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
        ^^^^^^^^^^^^^^ `do_compile` has `"step_${step}"`, and BitBake does not see that this refers to `step_one`, `step_two`: that is not in the signature of `do_compile`: after a change of it the cache gives out what was built before
    done
}
