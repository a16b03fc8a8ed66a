// Package pg is how services reach PostgreSQL: the pool, transactions that
// retry what is worth retrying, migrations as the owner role, and the one
// judgement of what a database error means.
//
// It knows no table. SQL stands in the stores, next to its only user.
package pg
