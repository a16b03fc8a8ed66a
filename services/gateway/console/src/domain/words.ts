import { ImportState, RowAction, RowMatch, UndoAction } from "../gen/pacesetter/registry/v1/import_pb";
import { Nature, ReportStatus, Stage } from "../gen/pacesetter/registry/v1/project_pb";
import { ReportState } from "../gen/pacesetter/registry/v1/report_pb";
import { wanText } from "./money";

/** The words people use for the API's keys; an unknown key is shown as it is. */
export type Words = Readonly<Record<string, string>>;

export const LISTINGS: Words = { province: "省重点", city: "市重点", county: "县重点", renovation: "技改" };
export const LISTINGS_SHORT: Words = { province: "省", city: "市", county: "县", renovation: "技改" };
export const CATEGORIES: Words = { industry: "产业", infrastructure: "基础设施", livelihood: "民生" };
export const NATURES: Words = { new: "新建", continued: "续建" };
export const DIMENSIONS: Words = { listing: "级别", category: "类别", nature: "性质", size: "规模", industry: "行业", stage: "阶段" };
export const FIGURES: Words = { projects: "全部项目", due: "应报项目", reported: "已报项目", missing: "未报项目", lacking: "要素不全项目" };
/** What a row shares with a project that it may be. */
export const SHARED: Words = { name: "名称", company: "单位", code: "代码" };
/** Why a row of a sheet was not read as a project. */
export const SKIPPED: Words = {
  title: "标题",
  unit: "单位行",
  header: "表头",
  column_numbers: "列号行",
  section: "分节标题",
  blank: "空行",
  total: "合计行",
  signature: "落款",
  note: "说明",
};
export const ROLES: Words = {
  officer: "驻企服务员",
  township: "乡镇街道",
  county: "县项目办",
  approver: "审批部门",
  factor: "要素部门",
  city: "市指挥部办公室",
  leader: "领导",
  province: "省级查看",
  admin: "管理员",
  integrator: "接口账号",
};

export function say(words: Words, key: string): string {
  return words[key] ?? key;
}

export function optionsOf(words: Words): { value: string; label: string }[] {
  return Object.entries(words).map(([value, label]) => ({ value, label }));
}

export const NATURE: Record<Nature, string> = {
  [Nature.UNSPECIFIED]: "—",
  [Nature.NEW]: "新建",
  [Nature.CONTINUED]: "续建",
};

export const STAGE: Record<Stage, string> = {
  [Stage.UNSPECIFIED]: "—",
  [Stage.PLANNED]: "谋划",
  [Stage.RESERVED]: "储备",
  [Stage.SIGNED]: "签约",
  [Stage.PREPARING]: "前期",
  [Stage.STARTED]: "开工",
  [Stage.BUILDING]: "在建",
  [Stage.SUSPENDED]: "停工",
  [Stage.COMPLETED]: "竣工",
  [Stage.PRODUCING]: "投产",
  [Stage.AT_CAPACITY]: "达产",
  [Stage.WITHDRAWN]: "退库",
};

export const REPORT_STATUS: Record<ReportStatus, string> = {
  [ReportStatus.UNSPECIFIED]: "全部",
  [ReportStatus.REPORTED]: "本月已报",
  [ReportStatus.MISSING]: "本月未报",
};

export const REPORT_STATE: Record<ReportState, string> = {
  [ReportState.UNSPECIFIED]: "—",
  [ReportState.DRAFT]: "草稿",
  [ReportState.SUBMITTED]: "待审核",
  [ReportState.RETURNED]: "已退回",
  [ReportState.ACCEPTED]: "已审核",
  [ReportState.WITHDRAWN]: "已撤回",
};

export const IMPORT_STATE: Record<ImportState, string> = {
  [ImportState.UNSPECIFIED]: "—",
  [ImportState.PREVIEWED]: "待写入",
  [ImportState.COMMITTED]: "已写入",
  [ImportState.UNDONE]: "已撤销",
};

/** What undoing an import does with a row. */
export const UNDO_ACTION: Record<UndoAction, string> = {
  [UndoAction.UNSPECIFIED]: "—",
  [UndoAction.LEAVE]: "保留",
  [UndoAction.CREATION]: "新项目退库",
  [UndoAction.FIRST_REPORT]: "月报撤回",
  [UndoAction.REPORT]: "恢复原月报",
  [UndoAction.PROJECT]: "恢复原登记",
  [UndoAction.PROJECT_YEAR]: "撤下年度信息",
};

export const ROW_MATCH: Record<RowMatch, string> = {
  [RowMatch.UNSPECIFIED]: "—",
  [RowMatch.KNOWN]: "已有项目",
  [RowMatch.NEW]: "新项目",
  [RowMatch.AMBIGUOUS]: "待定",
};

export const ROW_ACTION: Record<RowAction, string> = {
  [RowAction.UNSPECIFIED]: "—",
  [RowAction.CREATE]: "新建并填报",
  [RowAction.REPORT]: "填报",
  [RowAction.CORRECT]: "更正",
  [RowAction.NOTHING]: "不变",
  [RowAction.CONFLICT]: "冲突",
  [RowAction.REFUSED]: "不写入",
  [RowAction.RECORD]: "列入本年",
};

/** Options of an enum's words without its zero value. */
export function enumOptions(words: Record<number, string>): { value: number; label: string }[] {
  return Object.entries(words)
    .map(([value, label]) => ({ value: Number(value), label }))
    .filter((option) => option.value !== 0);
}

export const NATURE_OPTIONS = enumOptions(NATURE) as { value: Nature; label: string }[];

const CALLS: Words = {
  CreateProject: "新建项目",
  UpdateProject: "修改项目",
  SetProjectYear: "修改年度信息",
  SavePlan: "编制计划",
  SubmitPlan: "提交计划",
  ReturnPlan: "退回计划",
  ApprovePlan: "批准计划",
  SaveRollingPlan: "编制滚动计划",
  SaveReport: "填报",
  SubmitReport: "提交月报",
  AcceptReport: "审核通过",
  ReturnReport: "退回月报",
  CommitImport: "表格导入",
  Ingest: "批量写入",
  AssignResponsibility: "指定责任人",
  EndResponsibility: "结束责任",
  GiveGrant: "授权",
  ConfirmGrant: "确认授权",
  WithdrawGrant: "收回授权",
  CreateUnit: "新增单位",
  UpdateUnit: "修改单位",
  MoveUnit: "单位改隶",
  ArrangeTiles: "调整方格图",
  CreatePerson: "登记人员",
  UpdatePerson: "修改人员",
  CreateDepartment: "新增部门",
  CloseDepartment: "撤销部门",
  CreateImport: "上传表格",
  ProposeForLibrary: "提出升降退库",
  PromoteProject: "批准升库",
  DemoteProject: "批准降库",
  WithdrawProject: "批准退库",
  RejectLibraryProposal: "不批准出入库",
  UploadDocument: "上传档案",
  WithdrawDocument: "撤下档案",
  EnterStage: "登记阶段",
  CertifyStage: "认定阶段",
  RejectCertification: "不予认定",
  RecordSubstantiveStart: "登记实质性开工",
  RecordResumption: "登记复工",
  ExcuseResumption: "免于复工",
  SetStatisticsEntry: "登记入库纳统",
  SetAttraction: "登记招商情况",
  SetParent: "登记所属项目",
  RecordCodeEvent: "登记代码变更",
  ExplainFinding: "说明校核提示",
  JudgeReport: "判定月报",
  DecideDuplicate: "判断疑似重复",
  PublishCutoff: "定稿",
};

const FIELDS: Words = {
  name: "项目名称",
  national_code: "项目代码",
  "company.name": "项目单位",
  "company.credit_code": "信用代码",
  company: "项目单位",
  credit_code: "信用代码",
  stage: "建设阶段",
  stages: "阶段日期",
  unit: "考核单位",
  listings: "级别",
  category: "类别",
  industry: "行业领域",
  nature: "建设性质",
  total_investment_yuan: "总投资",
  planned_yuan: "年度计划",
  plan_number: "计划版次",
  month_plan: "分月计划（万元，1 至 12 月）",
  "rolling.1.planned_yuan": "第一年",
  "rolling.2.planned_yuan": "第二年",
  "rolling.3.planned_yuan": "第三年",
  month_yuan: "本月完成",
  year_to_date_yuan: "年度完成",
  cumulative_yuan: "累计完成",
  progress: "形象进度",
  problems: "存在问题",
  state: "状态",
  tags: "标签",
  scale: "建设内容及规模",
  place: "建设地点",
  start_year: "开工年份",
  end_year: "完工年份",
  "opening.month": "入库月份",
  "opening.year_yuan": "入库前当年完成",
  "opening.cumulative_yuan": "入库前累计完成",
  revision: "修订",
  reason: "理由",
  kind: "责任类别",
  bearer: "责任人",
  from_date: "开始日期",
  to_date: "结束日期",
  document_title: "档案名称",
  document_file: "文件（版次）",
  document_state: "档案状态",
};

export function callText(call: string): string {
  return say(CALLS, call);
}

/** A field's word; of a path such as "years.2020.planned_yuan" the last part with the year before it. */
export function fieldText(field: string): string {
  const whole = FIELDS[field];
  if (whole) return whole;
  const last = field.slice(field.lastIndexOf(".") + 1);
  const year = /\b(20\d\d)\b/.exec(field)?.[1];
  return `${year ? `${year}年` : ""}${say(FIELDS, last)}`;
}

const STATES: Words = { draft: "草稿", submitted: "待审核", returned: "已退回", accepted: "已审核", approved: "已批准" };
const STAGES: Words = {
  planned: "谋划",
  reserved: "储备",
  signed: "签约",
  preparing: "前期",
  started: "开工",
  building: "在建",
  suspended: "停工",
  completed: "竣工",
  producing: "投产",
  at_capacity: "达产",
  withdrawn: "退库",
};

const KINDS: Words = {
  lead_official: "包联领导",
  chief_service_officer: "首席服务员",
  service_officer: "驻企服务员",
  team: "专班",
  responsible_unit: "责任单位",
};

const DOCUMENT_STATES: Words = { withdrawn: "已撤下" };

const VALUES: Record<string, Words> = {
  kind: KINDS,
  state: STATES,
  document_state: DOCUMENT_STATES,
  stage: STAGES,
  stages: STAGES,
  nature: NATURES,
  category: CATEGORIES,
};

/** "county from 1 (proposed)" is 县重点（自1月，待确认）. */
function listingsText(value: string): string {
  const one = (_: string, key: string, month: string, proposed?: string) => `${say(LISTINGS, key)}（自${month}月${proposed ? "，待确认" : ""}）`;
  return value.replace(/([a-z_]+) from (\d+)( \(proposed\))?/g, one);
}

/** A recorded value in words where its field has words for it; lists word by word. */
export function valueWords(field: string, value: string): string {
  const last = field.slice(field.lastIndexOf(".") + 1);
  if (last === "listings") return listingsText(value);
  if (last === "month_plan") return value.replace(/\d+/g, (yuan) => wanText(BigInt(yuan)));
  const words = VALUES[last];
  return words ? value.replace(/[a-z_]+/g, (key) => say(words, key)) : value;
}

/** 项目, 2020年5月月报, 2020年计划, 责任人 or 档案, from "project", "report/2020-05", "plan/2020", "responsibility/…" and "document/…". */
export function subjectText(subject: string): string {
  const month = /^report\/(\d{4})-(\d{2})$/.exec(subject);
  if (month) return `${month[1]}年${Number(month[2])}月月报`;
  const plan = /^(rolling-)?plan\/(\d{4})$/.exec(subject);
  if (plan) return `${plan[2]}年${plan[1] ? "起三年滚动" : ""}计划`;
  if (subject.startsWith("responsibility/")) return "责任人";
  if (subject.startsWith("document/")) return "档案";
  return subject === "project" ? "项目" : subject;
}
