// Package e2e drives the whole platform as its users find it: real processes on
// three Kafka nodes, through the console, REST, gRPC and the command line, while
// processes are killed. Its tests have the build tag e2e; `make e2e` runs them.
//
// Two variables are for work on the tests: PACESETTER_TEST_CHAOS_MINUTES shortens
// the storm of TestNothingAcknowledgedIsLost, and PACESETTER_TEST_ROOT names another
// folder than this working tree whose bin/ and build/ are used, so that a long run
// is not disturbed by the next build.
package e2e
