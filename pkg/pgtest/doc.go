// Package pgtest gives each test a migrated PostgreSQL database of its own, seen
// through the application role, as in production.
//
// One server runs per test process, started by the first test that asks, or the
// one at PACESETTER_TEST_POSTGRES (a superuser's address) is used. Its data lie in memory
// where there is room, or in PACESETTER_TEST_FOLDER. Migrations
// run once per set of schemas into a template; a test's database is a copy.
package pgtest
