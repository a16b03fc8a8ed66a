package indicator

import "testing"

func TestProjects(t *testing.T) {
	cases{
		"all of the year":  {binzhou(), Value{Amount: 433, Shown: "433"}},
		"none is a number": {Input{Month: 5}, Value{Shown: "0"}},
	}.check(t, projects())
}
