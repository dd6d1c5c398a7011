SUMMARY = "A function that is run by its name"
LICENSE = "MIT"

STEPS = "step_one step_two"
step_one() {
    touch one
}
step_two() {
    touch two
}
python do_steps() {
    for step in d.getVar("STEPS").split():
        bb.build.exec_func(step, d)
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_steps` lacks `step_one`, `step_two`: BitBake does not see that `bb.build.exec_func(step, d)` in `do_steps` refers to it; name it in `do_steps[vardeps]`
}
addtask steps after do_compile
