import { describe, expect, it } from "vitest";
import { Library, Nature, ReportStatus, Stage } from "../gen/pacesetter/registry/v1/project_pb";
import { EMPTY_FILTER, figureLink, parseFigureFilter, parseProjectFilter, projectSearch, sortOf } from "./filters";

describe("filters in the URL", () => {
  it("come back as they went", () => {
    const filter = {
      ...EMPTY_FILTER,
      unit: "zouping",
      month: "2020-05",
      listing: "province",
      category: "industry",
      nature: Nature.CONTINUED,
      stage: Stage.AT_CAPACITY,
      reportStatus: ReportStatus.MISSING,
      library: Library.KEY,
      tag: "six-new/new-material",
      listingProposed: true,
      query: "铝 & 钛=1",
      orderBy: "planned desc",
    };
    expect(parseProjectFilter(new URLSearchParams(projectSearch(filter).toString()))).toEqual(filter);
  });

  it("leave out what is not set", () => {
    expect(projectSearch(EMPTY_FILTER).toString()).toBe("");
    expect(projectSearch({ ...EMPTY_FILTER, month: "2020-05" }).toString()).toBe("month=2020-05");
  });

  it("survive a mistyped link", () => {
    const search = new URLSearchParams("month=2020-13&listing=toString&stage=x&report=y&library=attic&order=id%20desc&nature=new");
    expect(parseProjectFilter(search)).toEqual({ ...EMPTY_FILTER, nature: Nature.NEW });
  });

  it("open the rows behind a figure", () => {
    const link = figureLink({ unit: "binzhou", month: "2020-05", figure: "missing", itself: true });
    expect(link).toBe("/rollup/projects?unit=binzhou&month=2020-05&figure=missing&itself=1");
    expect(parseFigureFilter(new URLSearchParams(link.split("?")[1]))).toEqual({
      unit: "binzhou",
      month: "2020-05",
      listing: "",
      category: "",
      nature: "",
      size: "",
      industry: "",
      stage: "",
      tag: "",
      figure: "missing",
      itself: true,
      cutoff: "",
      asOf: "",
    });
  });

  it("narrow a figure to a size, an industry or a stage", () => {
    const link = figureLink({ unit: "binzhou", size: "5000-10000", industry: "C", stage: "at_capacity" });
    const { size, industry, stage } = parseFigureFilter(new URLSearchParams(link.split("?")[1]));
    expect([size, industry, stage]).toEqual(["5000-10000", "C", "at_capacity"]);
    expect(parseFigureFilter(new URLSearchParams("size=%3Cb%3E")).size).toBe("");
  });

  it("keep by what knowledge a figure was told", () => {
    const link = figureLink({ unit: "binzhou", month: "2020-05", asOf: "2020-06-10" });
    expect(link).toBe("/rollup/projects?unit=binzhou&month=2020-05&as_of=2020-06-10");
    expect(parseFigureFilter(new URLSearchParams(link.split("?")[1])).asOf).toBe("2020-06-10");
  });

  it("tell the order to the table's header", () => {
    expect(sortOf("planned desc")).toEqual({ key: "planned", descending: true });
    expect(sortOf("name")).toEqual({ key: "name", descending: false });
    expect(sortOf("")).toBeNull();
  });
});
