#include "picture_helper/sandbox.hpp"

#include <fcntl.h>
#include <grp.h>
#include <seccomp.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace ombud::picture_helper {

namespace {

void require(bool fine, char const* what) {
    if (!fine) throw std::runtime_error(what);
}

void bound(decltype(RLIMIT_AS) what, rlim_t most) {
    rlimit const limit{most, most};
    require(setrlimit(what, &limit) == 0, "setrlimit");
}

void refuse_calls() {
    auto* filter = seccomp_init(SCMP_ACT_ALLOW);
    require(filter != nullptr, "seccomp_init");
    for (int call : {SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen), SCMP_SYS(accept),
                     SCMP_SYS(accept4), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
                     SCMP_SYS(creat), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2),
                     SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(link), SCMP_SYS(linkat), SCMP_SYS(symlink), SCMP_SYS(symlinkat),
                     SCMP_SYS(chmod), SCMP_SYS(fchmodat), SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(bpf), SCMP_SYS(kill), SCMP_SYS(tkill),
                     SCMP_SYS(keyctl), SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(openat2), SCMP_SYS(io_uring_setup)})
        require(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0) == 0, "seccomp_rule_add");
    for (auto flag : {O_WRONLY, O_RDWR, O_CREAT}) {
        auto const wanted = scmp_datum_t(flag);
        require(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, wanted, wanted)) == 0 &&
                    seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, wanted, wanted)) == 0,
                "seccomp_rule_add");
    }
    require(seccomp_load(filter) == 0, "seccomp_load");
    seccomp_release(filter);
}

}  // namespace

void enter_sandbox() {
    require(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no_new_privs");
    require(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0, "dumpable");
    bound(RLIMIT_CPU, 30);
    bound(RLIMIT_FSIZE, 0);
    bound(RLIMIT_NOFILE, 32);
    bound(RLIMIT_CORE, 0);
#ifndef __SANITIZE_ADDRESS__
#if !__has_feature(address_sanitizer)
    bound(RLIMIT_AS, rlim_t{2} << 30);  // the address sanitizer reserves terabytes
#endif
#endif
    if (geteuid() == 0) {
        constexpr uid_t nobody = 65534;
        require(chdir("/") == 0 && setgroups(0, nullptr) == 0 && setgid(nobody) == 0 && setuid(nobody) == 0, "another user");
    }
    refuse_calls();
}

}  // namespace ombud::picture_helper
