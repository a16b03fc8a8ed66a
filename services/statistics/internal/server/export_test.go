package server

// Sentences is the embedded catalogue.
func Sentences() []byte { return sentences }

// These open the tokens to tests.
var (
	PageToken             = pageToken
	ParsePageToken        = parsePageToken
	RestatementToken      = restatementToken
	ParseRestatementToken = parseRestatementToken
)
