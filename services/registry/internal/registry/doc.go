// Package registry holds the rules of the register: units, projects (项目), what
// counts of a project in a plan year, and monthly reports (月报).
//
// Everything here is pure: state and the present time go in, the new state or a
// refusal comes out. The package refuses to know of SQL, of the wire format and of
// who may do what; callers ask pkg/authz first and hand in what was answered.
package registry
