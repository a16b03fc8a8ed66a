package audit

import (
	"cmp"
	"regexp"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/emptypb"
)

// identifier is what may stand in an entry as a subject: a UUID, a code, a key. Words
// that somebody wrote, and names, do not pass.
var identifier = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$`)

// SubjectOf tells what a call was about, by the fields with which our messages name
// one thing: the request's, else, for what was just made, the answer's, else the unit
// that the request is about. A month is part of the name: "<project>/2020-05". Calls
// about many things have no subject. Either message may be nil.
func SubjectOf(request, answer proto.Message) string {
	asked, told := reflected(request), reflected(answer)
	return cmp.Or(thing(asked), thing(told), carried(told), monthly(asked, "unit"))
}

func reflected(m proto.Message) protoreflect.Message {
	if m == nil {
		m = (*emptypb.Empty)(nil)
	}
	return m.ProtoReflect()
}

// thing is the name of what m is about.
func thing(m protoreflect.Message) string {
	return cmp.Or(monthly(m, "project_id"), text(m, "id"), text(m, "code"), text(m, "key"))
}

// carried is the name of the first single message in m that has one.
func carried(m protoreflect.Message) string {
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		f := fields.Get(i)
		if f.Message() == nil || f.Cardinality() == protoreflect.Repeated || !m.Has(f) {
			continue
		}
		if name := thing(m.Get(f).Message()); name != "" {
			return name
		}
	}
	return ""
}

// monthly is a name with the month that m speaks of, where it does.
func monthly(m protoreflect.Message, field protoreflect.Name) string {
	name, month := text(m, field), text(m, "month")
	if name == "" || month == "" {
		return name
	}
	return name + "/" + month
}

// text is a field's identifier; none where m has no such field.
func text(m protoreflect.Message, field protoreflect.Name) string {
	f := m.Descriptor().Fields().ByName(field)
	if f == nil || f.Kind() != protoreflect.StringKind || f.Cardinality() == protoreflect.Repeated {
		return ""
	}
	if s := m.Get(f).String(); identifier.MatchString(s) {
		return s
	}
	return ""
}
