package target

import (
	"google.golang.org/protobuf/encoding/protojson"

	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

// answer is the contract's own message with its own field names, as REST writes it.
type answer struct {
	*statisticsv1.GetAttainmentResponse
}

// MarshalJSON implements json.Marshaler.
func (a answer) MarshalJSON() ([]byte, error) {
	return protojson.MarshalOptions{UseProtoNames: true, EmitUnpopulated: true}.Marshal(a.GetAttainmentResponse)
}

// Object is the answer as JSON writes it.
func Object(r *statisticsv1.GetAttainmentResponse) any { return answer{r} }
