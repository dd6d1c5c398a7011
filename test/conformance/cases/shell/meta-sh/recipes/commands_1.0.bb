inherit helpers
do_simple() {
    h1
    h2 h3; h4 & h5 && h6 || h7 | h8
    ! h9
    FOO=bar h10
    FOO=$(h11) h12
    FOO="$(h13)" h14
    FOO=`h15` h16
    "h17"
    \h18
    'h19' h20
    $h21
    ${h22}
    echo "$(h23)" `h24` "`h25 "x"`"
    echo $(h26 $(h27))
    echo "a $(h28) b" h29
    eval h30 x
    eval "h31"
    exec h32
    h33 > h34 2>&1 < h35
    > x h36
    echo ${x:-$(h37)}
    h38>x
    h39;h40
    h41 # h42
    h43\
    h44
}
addtask simple
do_compound() {
    if h1; then h2; elif h3; then h4; else h5; fi
    while h6; do h7; done
    until h8
    do
        h9
    done
    for i in a $(h10) `h11`; do h12; done
    for i in $h13; do h14 $i; done
    case $(h15) in
        a) h16 ;;
        (b|c) h17 ;;
        $(h18)) h19 ;;
        *) h20
    esac
    { h21; h22; }
    (h23; h24)
    (
        h25
    ) > h26
    if [ -e x ] && h27; then
        h28
    fi
    [ "$(h29)" = x ] || h30
    test -n "`h31`" && h32
    for h33 in a b
    do
        h34
    done
    { h35; } | (h36) &
    h37
    while read line; do
        h38
    done < h39
    ! { h40; }
}
addtask compound
do_functions() {
    inner() {
        h1
    }
    h2() {
        h3
    }
    inner
    h2
    other () (
        h4
    )
    if true; then
        nested() { h5; }
    fi
    h6
}
addtask functions
do_documents() {
    cat > x <<EOF2
h1
$(h2)
    }
EOF2
    h3
    cat <<-END | h4
	h5
	END
    cat <<'QUOTED' > y; h6
$h7 `h8`
QUOTED
    h9 <<A <<B
a
A
b
B
    h10
}
addtask documents
do_quotes() {
    echo "h1 'h2' $(h3 "h4") \$(h5)"
    echo 'h6 $(h7)'
    echo "a
h8
b"
    echo \
h9
    echo a\ h10
    sed -e "s/$x/`h11`/" -e 's,\(a\),\1,'
    h12 "$@" $* $# $? $$ $! $0 ${#x}
    h13 "${x}$(h14)" $(h15)$(h16)
    awk '{ print $1 }' | h17
    x="$(h18 | h19)" y=$(h20)
    export Z="$(h21)"
    local w=`h22`
    echo $(echo $(h23 `h24`))
    h25=h26
    h27= h28
    a=b c=d h29
    [ x = y ] || { h30; h31; }
    echo "$(h32)" "$(h33)" h34
    $(h35) h36
    "$(h37)" h38 "$(h39)"
}
addtask quotes
do_odd() {
    h1 a (h2)
    if h3 then h4; then h5; fi
    echo if h6
    h7;
    h8&
    h9
    _h10() { :; }
    for i in; do h11; done
    for i in a; do :; done && h12
    case x in x) ;; esac
    case $x in
    a|b)
        h13
        ;;
    esac
    h14 2>/dev/null 1>&2 >>y
    h15 <&3 >&- <>z >|w
    h16.sh
    ./h17
    /bin/h18
    h19-x
    time h20
    command h21
    function h22
    1>x h23
    h24; ; h25
}
addtask odd
python do_called() {
    bb.build.exec_func("h1", d)
    bb.build.exec_task("h2", d)
    bb.build.exec_func(h3, d)
}
addtask called
do_expanded() {
    ${PREFIX}h1
    ${COMMAND} x
    ${@'h4' if d.getVar('PREFIX') == '' else 'h5'}
    ${@d.getVar('LINES')}
}
PREFIX = ""
COMMAND = "h2 && h3"
LINES = "h6; h7"
addtask expanded
