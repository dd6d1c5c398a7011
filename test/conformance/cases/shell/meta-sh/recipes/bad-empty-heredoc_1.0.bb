do_x() {
    cat <<EOF2
EOF2
}
addtask x
