package server

// Sentences is the embedded catalogue.
func Sentences() []byte { return sentences }

// PageToken and ParsePageToken open the token to tests.
var (
	PageToken      = pageToken
	ParsePageToken = parsePageToken
)
