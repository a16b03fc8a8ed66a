// Package pgserver runs a real PostgreSQL as a child process, for tests and for
// trying the platform on one machine.
//
// It owns the data folder, the choice of binaries and the child's life: the
// server ends with the process that started it, even when that one is killed.
// It knows nothing of schemas or roles beyond the superuser, and it is no way
// to run PostgreSQL in production: whoever reaches the loopback port is trusted.
package pgserver
