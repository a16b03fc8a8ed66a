import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { Project } from "../../src/gen/pacesetter/registry/v1/project_pb";
import { Nature, ProjectSchema, Stage } from "../../src/gen/pacesetter/registry/v1/project_pb";
import type { Report } from "../../src/gen/pacesetter/registry/v1/report_pb";
import { ReportSchema, ReportState } from "../../src/gen/pacesetter/registry/v1/report_pb";
import type { Unit } from "../../src/gen/pacesetter/registry/v1/unit_pb";
import { UnitKind, UnitSchema } from "../../src/gen/pacesetter/registry/v1/unit_pb";

/** A small generator with a fixed seed: the same world at every start. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const random = randomFrom(20200531);

function pick<T>(from: readonly T[]): T {
  return from[random(from.length)]!;
}

const UNITS: [code: string, name: string, kind: UnitKind, parent: string, gb: string][] = [
  ["shandong", "山东省", UnitKind.PROVINCE, "", "370000"],
  ["binzhou", "滨州市", UnitKind.CITY, "shandong", "371600"],
  ["beihai", "北海经开区", UnitKind.ZONE, "binzhou", ""],
  ["bincheng", "滨城区", UnitKind.COUNTY, "binzhou", "371602"],
  ["boxing", "博兴县", UnitKind.COUNTY, "binzhou", "371625"],
  ["bz-jkq", "滨州经开区", UnitKind.ZONE, "binzhou", ""],
  ["gaoxin", "高新区", UnitKind.ZONE, "binzhou", ""],
  ["huimin", "惠民县", UnitKind.COUNTY, "binzhou", "371621"],
  ["wudi", "无棣县", UnitKind.COUNTY, "binzhou", "371623"],
  ["yangxin", "阳信县", UnitKind.COUNTY, "binzhou", "371622"],
  ["zhanhua", "沾化区", UnitKind.COUNTY, "binzhou", "371603"],
  ["zouping", "邹平市", UnitKind.COUNTY, "binzhou", "371681"],
  ["zouping-weiqiao", "魏桥镇", UnitKind.TOWNSHIP, "zouping", ""],
  ["zouping-handian", "韩店镇", UnitKind.TOWNSHIP, "zouping", ""],
];

export const units: Unit[] = UNITS.map(([code, name, kind, parent, gbCode]) =>
  create(UnitSchema, { code, name, kind, gbCode, version: 1n, places: parent ? [{ parent, fromYear: 2018, toYear: 0 }] : [] }),
);

export function parentOf(code: string): string {
  return units.find((u) => u.code === code)?.places[0]?.parent ?? "";
}

export function childrenOf(code: string): Unit[] {
  return units.filter((u) => parentOf(u.code) === code);
}

export function covers(root: string, unit: string): boolean {
  return unit !== "" && (unit === root || covers(root, parentOf(unit)));
}

export function nameOf(code: string): string {
  return units.find((u) => u.code === code)?.name ?? code;
}

const SUBJECTS = ["碳三碳四综合利用", "智慧农业产业园", "化工园区公共管廊", "医养结合中心", "城区污水处理厂扩建", "高端钛白粉", "新能源汽车零部件", "再生铝循环利用", "农副产品冷链物流园", "标准化厂房"];
const INDUSTRIES = ["高端化工", "装备制造", "现代农业", "有色金属", "民生保障", "基础设施"];
const LEAVES = units.filter((u) => childrenOf(u.code).length === 0 && u.code !== "shandong");
const LISTINGS: [key: string, number: number][] = [["province", 94], ["city", 140], ["county", 169], ["renovation", 30]];
const MONTHS = ["2020-01", "2020-02", "2020-03", "2020-04", "2020-05"];

export const projects: Project[] = [];
export const reports = new Map<string, Report[]>();

function uuid(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;
}

function makeProject(n: number, listing: string): Project {
  const unit = LEAVES[n % LEAVES.length]!;
  const phase = random(3) === 0 ? "（一期）" : "";
  const planned = BigInt(6_000 + random(35_000)) * 10_000n;
  return create(ProjectSchema, {
    id: uuid(n),
    name: `${unit.name.slice(0, 2)}${SUBJECTS[n % SUBJECTS.length]}项目${phase}${n % 7 === 0 ? `第${n}号地块及配套基础设施建设工程` : ""}`,
    nationalCode: n % 3 === 0 ? "" : `2020-3716${String(n % 90 + 10)}-30-03-${String(100000 + n)}`,
    company: { name: `${unit.name.slice(0, 2)}示例${pick(["化工", "实业", "建设", "农业"])}有限公司`, creditCode: "" },
    stage: pick([Stage.BUILDING, Stage.BUILDING, Stage.STARTED, Stage.PREPARING, Stage.COMPLETED]),
    years: [
      {
        year: 2020,
        unit: unit.code,
        listings: [{ key: listing, fromMonth: 1, confirmed: n % 41 !== 0 }],
        category: pick(["industry", "industry", "infrastructure", "livelihood"]),
        industry: pick(INDUSTRIES),
        nature: random(2) === 0 ? Nature.NEW : Nature.CONTINUED,
        totalInvestmentYuan: planned * BigInt(2 + random(5)) + BigInt(random(9_999)),
        plannedYuan: planned,
      },
    ],
    opening: { month: "2020-01", yearYuan: 0n, cumulativeYuan: BigInt(random(20_000)) * 10_000n },
    version: 3n,
    createTime: timestampFromDate(new Date("2020-01-08T02:00:00Z")),
    updateTime: timestampFromDate(new Date("2020-05-26T07:31:00Z")),
    scale: "新建标准化厂房 12 万平方米，配套道路、管网及公用工程。",
    place: "经济开发区",
    startYear: 2019,
    endYear: 2022,
    stages: [{ stage: Stage.STARTED, date: "2019-09-28" }],
  });
}

function makeReports(project: Project, n: number): Report[] {
  const year = project.years[0]!;
  const share = BigInt(70 + random(55));
  let total = 0n;
  return MONTHS.filter((month) => !(month === "2020-05" && n % 29 === 0)).map((month, at) => {
    const sum = (year.plannedYuan * share) / 1_200n + BigInt(random(300)) * 10_000n;
    total += sum;
    return create(ReportSchema, {
      projectId: project.id,
      month,
      version: 2n,
      accepted: {
        number: 1,
        state: ReportState.ACCEPTED,
        figures: { monthYuan: sum, yearToDateYuan: total, cumulativeYuan: (project.opening?.cumulativeYuan ?? 0n) + total },
        progress: pick(["主体施工", "基础施工", "设备安装", "土地平整，场区道路完成百分之六十，办公楼主体三层"]),
        author: "county-demo",
        submitTime: timestampFromDate(new Date(`2020-0${at + 1}-24T03:20:00Z`)),
        acceptTime: timestampFromDate(new Date(`2020-0${at + 1}-25T03:20:00Z`)),
      },
    });
  });
}

for (const [listing, number] of LISTINGS) {
  for (let i = 0; i < number; i++) {
    const n = projects.length + 1;
    const project = makeProject(n, listing);
    projects.push(project);
    reports.set(project.id, makeReports(project, n));
  }
}
