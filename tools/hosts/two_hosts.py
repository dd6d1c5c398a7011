"""Two real BitBake runs on hosts that share their files and nothing else: which basehashes differ. For development only.

    two_hosts.py record BITBAKE         BitBake's folder; writes expected/ of test/hosts for its layer of leaks
    two_hosts.py compare --build-dir DIR --user NAME [--bitbake-dir DIR] [--json FILE]
                                        both runs, then `sighound compare-hosts --all`: precision and recall

Host A is this machine, and NAME an ordinary user on it who may write to the build directory. Host B has the same files at other
paths, another user, home, host name and mask, one processor, another clock, kernel, distribution and session. It is made of
namespaces and lasts as long as its run; that needs root and a C compiler. What it cannot change is in README.md.
"""

import argparse
import collections
import contextlib
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
TESTS = os.path.join(ROOT, "test")
LEAKS = os.path.join(TESTS, "hosts")
# The recorder of the small workspaces, and where both keep what they record.
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "conformance"))
PROGRAMS = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
OTHER_USER, OTHER_UID = "otheruser", 54321
LATER = 41439723
KERNEL = "9.9.9-other"
DISTRIBUTION = 'ID=otherdistro\nVERSION_ID="99.1"\nNAME="Other"\nPRETTY_NAME="Other 99.1"\n'
# Variables of the user's session on both hosts; those of the layer and OE-Core's proxies reach metadata.
SESSION = {
    "a": {"LEAKS_SERVER": "one.example", "LEAKS_SESSION": "one", "http_proxy": "http://one.example:8080"},
    "b": {"LEAKS_SERVER": "two.example", "LEAKS_SESSION": "two", "http_proxy": "http://two.example:8080"},
}
# What the kernel says in files on host B.
KERNEL_FILES = {
    "/proc/cpuinfo": "processor\t: 0\nmodel name\t: Another Processor\n\n",
    "/proc/meminfo": "MemTotal:       12345678 kB\n",
    "/proc/version": "Linux version %s (other@host) #99 SMP\n" % KERNEL,
    "/proc/sys/kernel/osrelease": KERNEL + "\n",
}


def main(arguments):
    if arguments == ["dump"]:
        return dump()
    if arguments[:1] == ["inside"]:
        return inside(json.loads(arguments[1]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("record")
    command.add_argument("bitbake", type=os.path.realpath)
    command = commands.add_parser("compare")
    command.add_argument("--build-dir", type=os.path.realpath, required=True)
    command.add_argument("--user", required=True)
    command.add_argument("--bitbake-dir", type=os.path.realpath)
    command.add_argument("--json", help="where what differs in truth and for us goes")
    options = parser.parse_args(arguments)
    if os.getuid() != 0:
        sys.exit("two_hosts.py: another host takes namespaces and a user of its own: run it as root")
    with tempfile.TemporaryDirectory(prefix="two-hosts-") as work:
        os.chmod(work, 0o755)
        return record(options.bitbake, work) if options.command == "record" else compare(options, work)


# The runs


class Hosts:
    """A build directory, and the hosts that BitBake reads it on."""

    def __init__(self, work, build, bitbake, user):
        self.work, self.build, self.user = work, build, user
        self.layers = layers_named(build)
        self.oe = next((folder for folder in map(os.path.dirname, self.layers) if os.path.exists(folder + "/oe-init-build-env")), None)
        beside = [] if self.oe is None else [self.oe + "/bitbake", os.path.dirname(self.oe) + "/bitbake"]
        self.bitbake = bitbake or next((folder for folder in beside if os.path.exists(folder + "/bin/bitbake")), None)
        if self.bitbake is None:
            sys.exit("two_hosts.py: no BitBake was found beside OE-Core: give --bitbake-dir DIR")
        self.bitbake = os.path.realpath(self.bitbake)
        self.home = os.path.join(work, "home-a")
        os.mkdir(self.home)
        with open(self.home + "/.gitconfig", "w") as stream:
            stream.write("[user]\n\tname = Somebody\n")

    def environment(self, host):
        """What the user's shell has on a host, before anything is set up for BitBake."""
        user = self.user if host == "a" else OTHER_USER
        return {
            "USER": user, "LOGNAME": user, "HOME": self.home if host == "a" else os.path.join(self.work, "home-b"), "PATH": PROGRAMS, "LC_ALL": "en_US.UTF-8",
            "SHELL": "/bin/bash" if host == "a" else "/bin/sh", "BB_ENV_PASSTHROUGH_ADDITIONS": "LEAKS_SERVER", "PYTHONDONTWRITEBYTECODE": "1", **SESSION[host],
        }

    def there(self, path):
        """The path of something on host B."""
        return os.path.join(self.work, "elsewhere") + path

    def here(self, name):
        return name.replace(os.path.join(self.work, "elsewhere"), "")

    def run_a(self):
        """{mcfn: {task: basehash}} on this machine."""
        account = pwd.getpwnam(self.user)
        return self.run(self.as_user(account.pw_uid, account.pw_gid, "022", self.bitbake_script()), "a")

    def run_later(self):
        """The same at another time: no more than the clock differs, and what chance makes of a process."""
        account = pwd.getpwnam(self.user)
        run = self.as_user(account.pw_uid, account.pw_gid, "022", self.bitbake_script())
        library = self.compiled("later", ["-DCLOCK_OFFSET=%d" % LATER])
        return self.run(self.namespace({"run": run, "etc": self.other_etc("etc-later", library, {}), "name": None, "mounts": []}), "a")

    def run_b(self):
        """The same on the other host, by the names of this one."""
        roots = outermost(checkout(folder) for folder in [self.build, self.bitbake, *([self.oe] if self.oe else []), *self.layers])
        build = self.there(self.build)
        fresh = os.path.join(self.work, "build-b")
        shutil.copytree(os.path.join(self.build, "conf"), fresh + "/conf")
        rewrite(fresh + "/conf/bblayers.conf", lambda text: moved(text, roots, self.there))
        os.mkdir(self.environment("b")["HOME"])
        for folder in (fresh, self.environment("b")["HOME"]):
            give(folder, OTHER_UID)
        library = self.compiled("other", ["-DCLOCK_OFFSET=%d" % LATER, '-DKERNEL="%s"' % KERNEL, "-DPROCESSORS=1"])
        etc = self.other_etc("etc-b", library, {
            "hostname": "otherbox\n", "os-release": DISTRIBUTION, "lsb-release": "DISTRIB_ID=otherdistro\nDISTRIB_RELEASE=99.1\n",
            "passwd": "%s:x:%d:%d::%s:/bin/sh\n" % (OTHER_USER, OTHER_UID, OTHER_UID, self.environment("b")["HOME"]), "group": "%s:x:%d:\n" % (OTHER_USER, OTHER_UID),
        })
        mounts = [(root, self.there(root)) for root in roots] + [(fresh, build)]
        for path, text in {**KERNEL_FILES, "/usr/lib/os-release": DISTRIBUTION}.items():
            if os.path.exists(path):
                mounts.append((written(os.path.join(self.work, "b" + path.replace("/", "-")), text), path))
        run = ["taskset", "-c", "0", *self.as_user(OTHER_UID, OTHER_UID, "002", self.bitbake_script(self.there))]
        answers = self.run(self.namespace({"run": run, "etc": etc, "name": "otherbox", "mounts": mounts}), "b")
        return {self.here(mcfn): tasks for mcfn, tasks in answers.items()}

    def bitbake_script(self, there=lambda path: path):
        build, bitbake = there(self.build), there(self.bitbake)
        if self.oe is None:
            start = "cd '%s' && export BUILDDIR=$PWD BBPATH=$PWD PATH='%s/bin':$PATH" % (build, bitbake)
        else:
            start = "cd '%s' && . ./oe-init-build-env '%s' '%s' >/dev/null" % (there(self.oe), build, bitbake)
        return "%s && { bitbake -p >&2 && python3 '%s' dump; status=$?; bitbake -m >/dev/null 2>&1; exit $status; }" % (start, os.path.realpath(__file__))

    def as_user(self, uid, gid, mask, script):
        return ["setpriv", "--reuid", str(uid), "--regid", str(gid), "--clear-groups", "bash", "-c", "umask %s; %s" % (mask, script)]

    def namespace(self, spec):
        return ["unshare", "--mount", "--uts", "--propagation", "private", sys.executable, os.path.realpath(__file__), "inside", json.dumps(spec)]

    def run(self, command, host):
        print("BitBake on host %s" % host, file=sys.stderr)
        done = subprocess.run(command, env=self.environment(host), cwd="/", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            sys.exit("BitBake failed on host %s:\n%s" % (host, done.stderr[-3000:]))
        return json.loads(done.stdout)

    def compiled(self, name, definitions):
        library = os.path.join(self.work, name + ".so")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", *definitions, "-o", library, HERE + "/other_machine.c", "-ldl"], check=True)
        return library

    def other_etc(self, name, library, texts):
        """A copy of /etc that preloads a library, with other texts; accounts are added to those that are there."""
        folder = os.path.join(self.work, name)
        shutil.copytree("/etc", folder, symlinks=True, ignore=lambda _, names: {"shadow", "gshadow", "sudoers", "ssh"} & set(names))
        for file, text in texts.items():
            path = os.path.join(folder, file)
            before = read(path) if file in ("passwd", "group") else ""
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
            written(path, before + text)
        written(folder + "/ld.so.preload", library + "\n")
        return folder


def inside(spec):
    """Turns the machine into the other one for this process, by namespaces, and then runs the program there."""
    for source, target in spec["mounts"]:
        if not os.path.exists(target):
            os.makedirs(target)
        subprocess.run(["mount", "--bind", source, target], check=True)
    if spec["name"]:
        subprocess.run(["hostname", spec["name"]], check=True)
    subprocess.run(["mount", "--bind", spec["etc"], "/etc"], check=True)
    os.execvp(spec["run"][0], spec["run"])


def dump():
    import oracle

    json.dump(oracle.dump(), sys.stdout)


# Files


def layers_named(build):
    """The folders that bblayers.conf names and that are layers."""
    text = read(build + "/conf/bblayers.conf").replace("${TOPDIR}", build)
    found = {os.path.realpath(path) for path in re.findall(r"/[^\s\"'\\]+", text)}
    return sorted(path for path in found if os.path.exists(path + "/conf/layer.conf"))


def checkout(folder):
    """The working tree that a folder is in, else the folder."""
    above = folder
    while above != "/":
        if os.path.exists(above + "/.git"):
            return above
        above = os.path.dirname(above)
    return folder


def outermost(folders):
    folders = sorted(set(folders))
    return [folder for folder in folders if not any(folder.startswith(other + "/") for other in folders)]


def moved(text, roots, there):
    return re.sub(r"(?<![\w}])/[\w.+@%~/-]+", lambda path: there(path[0]) if any((path[0] + "/").startswith(root + "/") for root in roots) else path[0], text)


def read(path):
    with open(path) as stream:
        return stream.read()


def written(path, text):
    with open(path, "w") as stream:
        stream.write(text)
    return path


def rewrite(path, change):
    written(path, change(read(path)))


def give(folder, uid):
    for directory, _, files in os.walk(folder):
        for name in [directory] + [os.path.join(directory, file) for file in files]:
            os.chown(name, uid, uid)


# record


def record(bitbake, work):
    """What differs for the layer of leaks over the small core: from host to host, or from run to run."""
    import expectations

    release = expectations.release_of(bitbake)
    tests = os.path.join(work, "one", "test")
    for part in ("hosts/build", "hosts/meta-leaks", "conformance/core"):
        shutil.copytree(os.path.join(TESTS, part), os.path.join(tests, part), symlinks=True)
    user = "nobody"
    give(tests + "/hosts/build", pwd.getpwnam(user).pw_uid)
    hosts = Hosts(work, tests + "/hosts/build", bitbake, user)
    hosts.layers = [tests + "/hosts/meta-leaks", tests + "/conformance/core"]
    a, later, b = hosts.run_a(), hosts.run_later(), hosts.run_b()
    if set(a) != set(b) or set(a) != set(later):
        sys.exit("not the same recipes: %s" % sorted(set(a) ^ set(b) | set(a) ^ set(later)))
    answers = {}
    for mcfn, tasks in a.items():
        differs = {task: "run" if later[mcfn].get(task) != hash else "host" if b[mcfn].get(task) != hash else "same" for task, hash in tasks.items()}
        answers[mcfn.replace(tests + "/hosts/meta-leaks/recipes/", "")] = differs
    expectations.keep(LEAKS, release, answers)
    count = collections.Counter(answer for tasks in answers.values() for answer in tasks.values())
    print("%s: %d recipes and variants, %d tasks: %s" % (release, len(answers), sum(count.values()), dict(count)))
    for name in misnamed(answers):
        print("    misnamed: %s" % name)


def misnamed(answers):
    """Recipes that are called leak-… and do not, or clean-… and are not."""
    leaking = collections.defaultdict(bool)
    for mcfn, tasks in answers.items():
        leaking[os.path.basename(mcfn).rpartition(":")[2]] |= any(answer != "same" for answer in tasks.values())
    return sorted(name for name, leaks in leaking.items() if name.startswith("leak-" if not leaks else "clean-"))


# compare


def compare(options, work):
    hosts = Hosts(work, options.build_dir, options.bitbake_dir, options.user)
    a, b = hosts.run_a(), hosts.run_b()
    print("sighound compare-hosts --all", file=sys.stderr)
    ours, unknown = sighound(hosts)
    truth = {(mcfn, task) for mcfn, tasks in a.items() for task, hash in tasks.items() if b.get(mcfn, {}).get(task) != hash}
    right = truth & set(ours)
    tasks = sum(map(len, a.values()))
    print("%d tasks, %d differ (%.2f %%)" % (tasks, len(truth), 100 * len(truth) / max(tasks, 1)))
    print("compare-hosts: %d differ, %d of them in truth, %d are not known" % (len(ours), len(right), len(unknown)))
    print("precision %.4f %%, recall %.4f %%" % (percent(right, ours), percent(right, truth)))
    for what, which in (("missed", truth - set(ours)), ("false", set(ours) - truth)):
        for mcfn, task in sorted(which):
            print("%s: %s:%s %s" % (what, mcfn, task, ", ".join(cause["variable"] for cause in ours.get((mcfn, task), ()))))
    for line in unknown:
        print(line)
    for name in misnamed({mcfn: {task: "host" if (mcfn, task) in truth else "same" for task in tasks} for mcfn, tasks in a.items()}):
        print("misnamed: %s" % name)
    if options.json:
        with open(options.json, "w") as stream:
            json.dump({"tasks": tasks, "truth": sorted(truth), "ours": sorted(ours), "unknown": unknown}, stream, indent=1)
    return 0 if right == truth == set(ours) else 1


def percent(right, all):
    return 100 * len(right) / len(all) if all else 100


def sighound(hosts):
    """What `compare-hosts` says on host A: the tasks that differ with their causes, and what it does not know."""
    account = pwd.getpwnam(hosts.user)
    command = ["setpriv", "--reuid", str(account.pw_uid), "--regid", str(account.pw_gid), "--clear-groups", "env", "SIGHOUND_CACHE_DIR=off",
               shutil.which("node"), ROOT + "/dist/cli.js", "compare-hosts", "--all", "--format", "json", "--build-dir", hosts.build, "--bitbake-dir", hosts.bitbake]
    done = subprocess.run(command, env=hosts.environment("a"), cwd="/", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1):
        sys.exit("sighound failed:\n%s" % done.stderr[-3000:])
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {(line["mcfn"], line["task"]): line["causes"] for line in found}, [line for line in done.stderr.splitlines() if ": not known: " in line]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
