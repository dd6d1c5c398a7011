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
        ^^^^^^^^^^^^^^ the signature of `do_compile` lacks `step_one`, `step_two`: BitBake does not see that `"step_${step}"` in `do_compile` refers to it; name it in `do_compile[vardeps]`
    done
}
