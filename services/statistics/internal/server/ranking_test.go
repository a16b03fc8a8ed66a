package server_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/unittree"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/indicator"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// fact is a project of 1,000 yuan planned, with what it invested in each month; a
// negative one is not reported.
type fact struct {
	unit     string
	year     int
	planned  int64
	invested []int64
}

// race are five counties of a city: 甲 and 乙 level in February, 丙 ahead, 丁 without a
// plan, 戊 without anything; and the year before.
func race() store.Facts {
	facts := store.Facts{Time: time.Date(2021, 3, 1, 0, 0, 0, 0, time.UTC), Units: []store.Unit{
		unit("3716", "滨州市", "", nil), unit("a", "甲县", "3716", nil), unit("b", "乙县", "3716", nil),
		unit("c", "丙县", "3716", nil), unit("d", "丁县", "3716", nil), unit("e", "戊县", "3716", nil),
	}}
	for n, f := range []fact{
		{"a", 2021, 1000, []int64{200, 100}},
		{"b", 2021, 1000, []int64{100, 200}},
		{"c", 2021, 1000, []int64{150, 250}},
		{"d", 2021, 0, []int64{10, 20}},
		{"a", 2020, 1000, []int64{100, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100}},
		{"c", 2020, 1000, []int64{400, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1}},
		{"3716", 2021, 1000, []int64{900}}, // of the city itself: nobody's rank
	} {
		facts.add(n, f)
	}
	return store.Facts(facts)
}
