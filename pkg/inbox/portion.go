package inbox

// growAfter is how many portions in a row must fit before a larger one is tried: a try that
// is too much costs a whole timeout, so that at a database which stays slow one in
// seventeen is lost, and at one that is fast again a thousand is back after 160.
const growAfter = 16

// portion is how many events one transaction is to apply: halved when they were too much
// for the statement's timeout, and from then on doubled slowly, up to a whole batch. It
// belongs to one goroutine.
type portion struct {
	most   int // a whole batch
	size   int // 1 … most
	fitted int // portions of this size in a row that fitted
}

func newPortion(most int) portion { return portion{most: most, size: most} }

// tooMuch notes that n events ran out of time, of which n > 1.
func (p *portion) tooMuch(n int) {
	p.size, p.fitted = n/2, 0
}

// fits notes that n events were applied in time. Fewer than a portion say nothing about more.
func (p *portion) fits(n int) {
	if n < p.size || p.size == p.most {
		return
	}
	if p.fitted++; p.fitted == growAfter {
		p.size, p.fitted = min(2*p.size, p.most), 0
	}
}
