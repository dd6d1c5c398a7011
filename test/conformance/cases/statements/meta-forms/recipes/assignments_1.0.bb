# Assignments: each operator, each quoting.
SET = "set"
SINGLE = 'single "inside" single'
DOUBLE = "two " and " quotes"
MANY = "x" "y"
EMPTY = ""
ASK ?= "asked"
ASK ?= "not asked"
EMPTY ?= "stays empty"
WEAK ??= "w1"
WEAK ??= "w2"
WEAK += "x"
KEPT ??= "kept"
KEPT:append = "+"
NOW := "${SET} ${LATER} ${UNDEFINED}"
LATER = "later"
PLUS = "b"
PLUS += "c"
PLUS =+ "a"
DOT = "b"
DOT .= "c"
DOT =. "a"
UNSET_PLUS += "alone"
UNSET_DOT .= "alone"
ESC = "a\nb\"c\"d\\e"
LONG = "one \
    two \
	three"
  
FLAGGED[doc] = "text"
FLAGGED[note] = "n"
FLAGGED[note] += "m"
FLAGGED[note] =+ "l"
FLAGGED[note] .= "."
FLAGGED[asked] ?= "a"
FLAGGED[asked] ?= "b"
FLAGGED[weak] ??= "w"
FLAGGED[weak] ??= "v"
FLAGGED[now] := "${SET}"
FLAGGED[x-1.y+z] = "odd"
export EXPORTED = "e"
export LATER
export EXPORT_WEAK ?= "ew"
UNSET = "gone"
UNSET[flag] = "gone, too"
unset UNSET
HALF[one1] = "1"
HALF[two2] = "2"
unset HALF[one1]
GONE:append = " appended"
GONE = "base"
unset GONE
GONE += "anew"
Umlaut = "Größe – naïve 漢字 😀"
SPACES = "a	b  c   "
CONTROL = "x y"
X:append = "1"
X:append += "2"
X:prepend =+ "0"
PARSED := "${@'${SET}' + '!'}"

ALL = "SET SINGLE DOUBLE MANY EMPTY ASK WEAK KEPT NOW LATER PLUS DOT UNSET_PLUS UNSET_DOT ESC LONG FLAGGED EXPORTED EXPORT_WEAK UNSET HALF GONE \
    Umlaut SPACES CONTROL X PARSED JOINED TRAILING PLUS+ ODD+ MORE CRLF LONE CONF_WEAK CONF_ASK CONF_NOW SLASH/NAME ~TILDE MiXed.Name-1 EXPORTED[export]"

do_values[vardeps] = "${ALL}"
do_values[vardepvalue] = "${@'|'.join(str(d.getVar(name)) for name in d.getVar('ALL').split())}"
addtask values
do_raw[vardeps] = "${ALL}"
addtask raw
do_flags[vardepvalue] = "${@sorted((d.getVarFlags('FLAGGED') or dict()).items())} ${@d.getVarFlags('HALF')} ${@d.getVarFlags('UNSET')}"
addtask flags
