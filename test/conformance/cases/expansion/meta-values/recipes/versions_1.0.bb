# How versions compare.
def order_of(words):
    order = {-1: "<", 0: "=", 1: ">"}
    signs = []
    for a in words:
        for b in words:
            result = bb.utils.vercmp_string(a, b)
            signs.append(order[(result > 0) - (result < 0)])
    return "".join(signs)
do_order[vardepvalue] = "${@order_of(['1', '1.0', '1.', '1a', '1~rc', '1.10', '1.9', '11', '1:0', '1-r1', '1.0-r1', '1_0', '1+', 'a', '', '~', '01', '1.0~', '1-'])}"
addtask order
do_operators[vardepvalue] = "${@[bb.utils.vercmp_string_op('1.0', '1', op) for op in ('=', '==', '<=', '>=', '>', '>>', '<', '<<', '!=')]}"
addtask operators
do_parts[vardepvalue] = "${@bb.utils.split_version('>= 2:1.0-beta-r3')} ${@bb.utils.explode_deps('a (>= 1.0) b(= 2) c ( = 3 ) d')}"
addtask parts
