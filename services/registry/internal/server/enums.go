package server

import (
	"strconv"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"pacesetter/pkg/errs"
)

// knownEnums refuses a number that the contract has no name for, wherever in the
// message it stands: taken for "not stated" it would let everything through a filter,
// or keep what was to be changed. path leads to the message in the request.
func knownEnums(m proto.Message, path string) error {
	var unknown error
	m.ProtoReflect().Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		at := path + string(f.Name())
		switch {
		case f.IsMap():
		case f.IsList():
			for i := range v.List().Len() {
				if unknown == nil {
					unknown = knownEnum(f, v.List().Get(i), at)
				}
			}
		default:
			unknown = knownEnum(f, v, at)
		}
		return unknown == nil
	})
	return unknown
}

func knownEnum(f protoreflect.FieldDescriptor, v protoreflect.Value, at string) error {
	switch {
	case f.Message() != nil:
		return knownEnums(v.Message().Interface(), at+".")
	case f.Enum() != nil && f.Enum().Values().ByNumber(v.Enum()) == nil:
		return errs.Invalid("ENUM_UNKNOWN", "%s is %d", at, v.Enum()).With("value", strconv.Itoa(int(v.Enum()))).At(at)
	default:
		return nil
	}
}
