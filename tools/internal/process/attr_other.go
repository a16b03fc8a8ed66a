//go:build !linux

package process

import "syscall"

// childAttr keeps a terminal's Ctrl-C from the children; only Linux can also
// tie their life to this process.
func childAttr() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
