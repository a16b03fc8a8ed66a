package registry

import (
	"cmp"
	"slices"
	"strconv"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
	"pacesetter/pkg/month"
	"pacesetter/pkg/projectcode"
	"pacesetter/pkg/uscc"
)

// Tidy brings a project's texts to their kept form before anything is judged.
func (p Project) Tidy() Project {
	p.Name, p.Company.Name = Line(p.Name), Line(p.Company.Name)
	p.NationalCode, p.Company.CreditCode = projectcode.Normal(p.NationalCode), uscc.Normal(p.Company.CreditCode)
	p.Scale, p.Place = Text(p.Scale), Line(p.Place)
	return p
}

// tidy brings a year's record to its kept form.
func (y Year) tidy() Year {
	y.Industry = Line(y.Industry)
	listings := slices.Clone(y.Listings)
	for i := range listings {
		listings[i].FromMonth = cmp.Or(listings[i].FromMonth, 1)
	}
	slices.SortFunc(listings, func(a, b Listing) int { return cmp.Compare(a.Key, b.Key) })
	y.Listings = listings
	return y
}

// Check judges a project's identity data by themselves.
func (p Project) Check() []Finding {
	var found []Finding
	if p.Name == "" {
		found = append(found, refuse("PROJECT_NAME_MISSING", "name"))
	}
	texts := []fieldText{
		{"name", p.Name, maxName},
		{"company.name", p.Company.Name, maxName},
		{"scale", p.Scale, maxText},
		{"place", p.Place, maxName},
	}
	found = append(found, checkTexts(texts)...)
	found = append(found, checkNationalCode(p.NationalCode)...)
	found = append(found, checkCreditCode(p.Company.CreditCode)...)
	return append(found, p.checkSpan()...)
}

type fieldText struct {
	field, text string
	most        limit
}

func checkTexts(texts []fieldText) []Finding {
	var found []Finding
	for _, t := range texts {
		if tooLong(t.text, t.most) {
			found = append(found, refuse("TEXT_TOO_LONG", t.field, "limit", t.most.String()))
		}
	}
	return found
}

// checkNationalCode applies GB/T 40058; no code is no fault.
func checkNationalCode(code string) []Finding {
	if code == "" {
		return nil
	}
	r := projectcode.Check(code)
	var found []Finding
	if !r.Valid {
		found = append(found, refuse(r.Reason, "national_code", "value", code))
	}
	for _, w := range r.Warnings {
		found = append(found, warn(w.Reason, "national_code", "value", code))
	}
	return found
}

// checkCreditCode applies GB 32100; no code is no fault.
func checkCreditCode(code string) []Finding {
	if code == "" {
		return nil
	}
	r := uscc.Check(code)
	var found []Finding
	if !r.Valid {
		found = append(found, refuse(r.Reason, "company.credit_code", "value", code))
	}
	for _, w := range r.Warnings {
		found = append(found, warn(w.Reason, "company.credit_code", "value", code))
	}
	return found
}

// checkSpan judges the years of construction.
func (p Project) checkSpan() []Finding {
	var found []Finding
	if p.StartYear != 0 && !validYear(p.StartYear) {
		found = append(found, refuse("YEAR_INVALID", "start_year", "value", strconv.Itoa(p.StartYear)))
	}
	if p.EndYear != 0 && (!validYear(p.EndYear) || p.EndYear < p.StartYear) {
		found = append(found, refuse("YEAR_INVALID", "end_year", "value", strconv.Itoa(p.EndYear)))
	}
	return found
}

func validYear(year int) bool { return year >= month.MinYear && year <= month.MaxYear }

// Check judges a year's record by itself. Whether its unit exists is the tree's
// question, not asked here.
func (y Year) Check(v Vocabulary) []Finding {
	var found []Finding
	if !validYear(y.Year) {
		found = append(found, refuse("YEAR_INVALID", "year", "value", strconv.Itoa(y.Year)))
	}
	if !v.HasCategory(y.Category) {
		found = append(found, refuse("CATEGORY_UNKNOWN", "category", "value", y.Category, "known", v.CategoryKeys()))
	}
	if y.Nature != NatureNew && y.Nature != NatureContinued {
		found = append(found, refuse("NATURE_MISSING", "nature"))
	}
	found = append(found, checkTexts([]fieldText{{"industry", y.Industry, maxName}})...)
	if y.StartMonth < 0 || y.StartMonth > 12 {
		found = append(found, refuse("MONTH_INVALID", "start_month", "value", strconv.Itoa(y.StartMonth)))
	}
	found = append(found, y.checkListings(v)...)
	found = append(found, checkAmount("total_investment_yuan", y.TotalInvestment)...)
	return append(found, checkAmount("planned_yuan", y.Planned)...)
}

func (y Year) checkListings(v Vocabulary) []Finding {
	var found []Finding
	for i, l := range y.Listings {
		_, known := v.Listing(l.Key)
		switch {
		case !known:
			found = append(found, refuse("LISTING_UNKNOWN", "listings", "value", l.Key, "known", v.ListingKeys()))
		case i > 0 && y.Listings[i-1].Key == l.Key:
			found = append(found, refuse("LISTING_TWICE", "listings", "value", l.Key))
		case l.FromMonth < 1 || l.FromMonth > 12:
			found = append(found, refuse("MONTH_INVALID", "listings", "value", strconv.Itoa(l.FromMonth)))
		}
	}
	return found
}

func checkAmount(field string, amount money.Yuan) []Finding {
	switch {
	case amount < 0:
		return []Finding{refuse("AMOUNT_NEGATIVE", field)}
	case amount > MaxAmount:
		return []Finding{refuse("AMOUNT_TOO_LARGE", field)}
	}
	return nil
}

// SoundYear fails with YEAR_INVALID for a year that no plan is of; path is the field.
func SoundYear(year int, path string) error {
	if validYear(year) {
		return nil
	}
	return errs.Invalid("YEAR_INVALID", "year %d", year).With("value", strconv.Itoa(year)).At(path)
}

// OneYear fails with YEAR_INVALID for a new project that doesn't come with exactly
// one sound year.
func OneYear(p Project) error {
	if len(p.Years) != 1 {
		return errs.Invalid("YEAR_INVALID", "%d years, want one", len(p.Years)).With("value", strconv.Itoa(len(p.Years))).At("project.years")
	}
	return SoundYear(p.Years[0].Year, "project.years.year")
}
