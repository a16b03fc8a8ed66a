package errs

import (
	_ "embed" // the base sentences
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

//go:embed zh-CN.json
var baseJSON []byte

var reasonShape = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)

// Catalogue holds the Chinese sentence of each reason. A sentence may hold
// parameters as {name}. The zero value is an empty catalogue.
type Catalogue struct {
	sentences map[string]string
}

// ParseCatalogue reads {"REASON": "句子 {param}"}.
func ParseCatalogue(data []byte) (Catalogue, error) {
	var sentences map[string]string
	if err := json.Unmarshal(data, &sentences); err != nil {
		return Catalogue{}, fmt.Errorf("parse catalogue: %w", err)
	}
	for reason, sentence := range sentences {
		if err := checkEntry(reason, sentence); err != nil {
			return Catalogue{}, err
		}
	}
	return Catalogue{sentences: sentences}, nil
}

func checkEntry(reason, sentence string) error {
	if !reasonShape.MatchString(reason) {
		return fmt.Errorf("parse catalogue: reason %q is not UPPER_SNAKE", reason)
	}
	if strings.TrimSpace(sentence) == "" {
		return errors.New("parse catalogue: reason " + reason + " has no sentence")
	}
	return nil
}

// Base returns the sentences of the reasons that packages below pkg/ use. It
// panics if the embedded file is broken, which the tests of this package exclude.
func Base() Catalogue {
	c, err := ParseCatalogue(baseJSON)
	if err != nil {
		panic(err)
	}
	return c
}

// Merge returns both catalogues in one; where both know a reason, o's sentence stands.
func (c Catalogue) Merge(o Catalogue) Catalogue {
	merged := make(map[string]string, len(c.sentences)+len(o.sentences))
	maps.Copy(merged, c.sentences)
	maps.Copy(merged, o.sentences)
	return Catalogue{sentences: merged}
}

// Has reports whether reason has a sentence.
func (c Catalogue) Has(reason string) bool {
	_, ok := c.sentences[reason]
	return ok
}

// Reasons lists the known reasons in order.
func (c Catalogue) Reasons() []string {
	return slices.Sorted(maps.Keys(c.sentences))
}

// Sentence returns the sentence of reason with params filled in. Values are
// inserted once and never read as placeholders themselves. A reason without a
// sentence still gets one, since "why" is owed to everybody who is refused.
func (c Catalogue) Sentence(reason string, params map[string]string) string {
	sentence, ok := c.sentences[reason]
	if !ok {
		return "操作未成功（" + reason + "）。"
	}
	pairs := make([]string, 0, 2*len(params))
	for _, k := range slices.Sorted(maps.Keys(params)) {
		pairs = append(pairs, "{"+k+"}", params[k])
	}
	return strings.NewReplacer(pairs...).Replace(sentence)
}
