// Package e2e drives the whole platform as its users find it: real processes on
// three Kafka nodes, through the console, REST, gRPC and the command line, while
// processes are killed. Its tests have the build tag e2e; `make e2e` runs them.
package e2e
