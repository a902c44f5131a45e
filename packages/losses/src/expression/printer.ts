/** A printed expression and how tightly its outermost operator binds (higher is tighter). */
export interface Printed {
  readonly text: string;
  readonly binding: number;
  /** Of a negative term, the term without its sign: a sum with it is a difference. */
  readonly negated?: Printed;
}

/** How tightly each kind of term binds. */
const binding = { sum: 1, product: 2, prefix: 3, power: 4, atom: 5 } as const;

/** The words of a notation. Operations write themselves with these, once for plain text and LaTeX alike. */
export interface Printer {
  readonly number: (value: number) => Printed;
  readonly symbol: (name: string) => Printed;
  readonly plus: (a: Printed, b: Printed) => Printed;
  readonly minus: (a: Printed, b: Printed) => Printed;
  readonly times: (a: Printed, b: Printed) => Printed;
  readonly over: (a: Printed, b: Printed) => Printed;
  readonly negative: (a: Printed) => Printed;
  readonly squared: (a: Printed) => Printed;
  readonly power: (a: Printed, exponent: Printed) => Printed;
  readonly root: (a: Printed) => Printed;
  readonly bars: (a: Printed) => Printed;
  /** The length of a vector, of which `a` is the component j. */
  readonly norm: (a: Printed) => Printed;
  readonly call: (name: string, ...inputs: readonly Printed[]) => Printed;
  /** Σ over the rows, the mean over them, and the largest of them (or of the classes). */
  readonly sumOfRows: (a: Printed) => Printed;
  readonly meanOfRows: (a: Printed) => Printed;
  readonly largest: (a: Printed) => Printed;
  /** Σ over the classes. */
  readonly sum: (a: Printed) => Printed;
  /** A function of all classes of a row, at class j. */
  readonly component: (name: string, x: Printed) => Printed;
  /** What stands at class j, at class `index`. */
  readonly at: (a: Printed, index: Printed) => Printed;
  /** 1 where the two are related so, else 0. */
  readonly indicator: (a: Printed, relation: '<' | '≤' | '=', b: Printed) => Printed;
  readonly cases: (condition: Printed, a: Printed, b: Printed) => Printed;
}

const atom = (text: string): Printed => ({ text, binding: binding.atom });

/** Parentheses where the term binds less tightly than its place asks for. */
function atLeast(level: number, term: Printed, open: string, close: string): string {
  return term.binding >= level ? term.text : `${open}${term.text}${close}`;
}

/** −0.5 binds like a negation; 2⁻⁵² is written as the power that it is. */
function powerOfTwo(value: number): number | undefined {
  for (let exponent = -20; exponent >= -1074; exponent--) {
    if (value === 2 ** exponent) return exponent;
  }
  return undefined;
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const superscript = (integer: number): string =>
  String(integer).replace(/./g, (digit) => (digit === '-' ? '⁻' : (superscripts[Number(digit)] ?? digit)));

/** Unicode has no subscript for most letters; labels are written k. */
const subscript = (index: string): string => (index === 'k' ? 'ₖ' : `[${index}]`);

const inText = (level: number, term: Printed): string => atLeast(level, term, '(', ')');

/** Plain text with Unicode's mathematical signs. */
export const textPrinter: Printer = {
  number: (value) => {
    const exponent = powerOfTwo(value);
    if (exponent !== undefined) return { text: `2${superscript(exponent)}`, binding: binding.power };
    return value < 0 ? { text: `−${-value}`, binding: binding.prefix } : atom(String(value));
  },
  symbol: atom,
  plus: (a, b) =>
    b.negated
      ? textPrinter.minus(a, b.negated)
      : { text: `${inText(1, a)} + ${inText(1, b)}`, binding: binding.sum },
  minus: (a, b) => ({ text: `${inText(1, a)} − ${inText(2, b)}`, binding: binding.sum }),
  times: (a, b) => ({ text: `${inText(2, a)}·${inText(3, b)}`, binding: binding.product }),
  over: (a, b) => ({ text: `${inText(2, a)}/${inText(4, b)}`, binding: binding.product }),
  negative: (a) => ({ text: `−${inText(2, a)}`, binding: binding.sum, negated: a }),
  squared: (a) => ({ text: `${inText(5, a)}²`, binding: binding.power }),
  power: (a, exponent) => ({ text: `${inText(5, a)}^${inText(5, exponent)}`, binding: binding.power }),
  root: (a) => atom(`√(${a.text})`),
  bars: (a) => atom(`|${a.text}|`),
  norm: (a) => atom(`‖${a.text.replaceAll('ⱼ', '')}‖`),
  call: (name, ...inputs) => atom(`${name}(${inputs.map(({ text }) => text).join(', ')})`),
  sumOfRows: (a) => ({ text: `Σ ${inText(2, a)}`, binding: binding.sum }),
  meanOfRows: (a) => atom(`mean(${a.text})`),
  largest: (a) => atom(`max(${a.text})`),
  sum: (a) => ({ text: `Σⱼ ${inText(2, a)}`, binding: binding.sum }),
  component: (name, x) => atom(`${name}(${x.text.replace('ⱼ', '')})ⱼ`),
  at: (a, index) => ({ ...a, text: a.text.replaceAll('ⱼ', subscript(index.text)) }),
  indicator: (a, relation, b) => atom(`[${a.text} ${relation} ${b.text}]`),
  cases: (condition, a, b) => atom(`(${condition.text} ? ${a.text} : ${b.text})`),
};

const latexNames: Readonly<Record<string, string>> = {
  ŷ: '\\hat{y}',
  δ: '\\delta',
  ln: '\\ln',
  exp: '\\exp',
  max: '\\max',
  min: '\\min',
  ŷⱼ: '\\hat{y}_j',
  yⱼ: 'y_j',
  xⱼ: 'x_j',
  pⱼ: 'p_j',
  wⱼ: 'w_j',
  σ: '\\sigma',
  sⱼ: 's_j',
  qⱼ: 'q_j',
  α: '\\alpha',
  'ε₁': '\\varepsilon_1',
  β: '\\beta',
  γ: '\\gamma',
  μ: '\\mu',
  tanh: '\\tanh',
  cosh: '\\cosh',
  lnΓ: '\\ln\\Gamma',
  ψ: '\\psi',
  'j ≠ k': 'j \\ne k',
  ε: '\\varepsilon',
  k̂: '\\hat{k}',
};
const latexName = (name: string): string =>
  latexNames[name] ?? (name.length > 1 ? `\\operatorname{${name}}` : name);
const relations = { '<': '<', '≤': '\\le', '=': '=' } as const;
const inLatex = (level: number, term: Printed): string => atLeast(level, term, '\\left(', '\\right)');

/** LaTeX for mathematics mode. */
export const latexPrinter: Printer = {
  number: (value) => {
    const exponent = powerOfTwo(value);
    if (exponent !== undefined) return { text: `2^{${exponent}}`, binding: binding.power };
    return value < 0 ? { text: `-${-value}`, binding: binding.prefix } : atom(String(value));
  },
  symbol: (name) => atom(latexName(name)),
  plus: (a, b) =>
    b.negated
      ? latexPrinter.minus(a, b.negated)
      : { text: `${inLatex(1, a)} + ${inLatex(1, b)}`, binding: binding.sum },
  minus: (a, b) => ({ text: `${inLatex(1, a)} - ${inLatex(2, b)}`, binding: binding.sum }),
  times: (a, b) => ({ text: `${inLatex(2, a)} \\cdot ${inLatex(3, b)}`, binding: binding.product }),
  over: (a, b) => atom(`\\frac{${a.text}}{${b.text}}`),
  negative: (a) => ({ text: `-${inLatex(2, a)}`, binding: binding.sum, negated: a }),
  squared: (a) => ({ text: `${inLatex(5, a)}^{2}`, binding: binding.power }),
  power: (a, exponent) => ({ text: `${inLatex(5, a)}^{${exponent.text}}`, binding: binding.power }),
  root: (a) => atom(`\\sqrt{${a.text}}`),
  bars: (a) => atom(`\\left|${a.text}\\right|`),
  norm: (a) => atom(`\\left\\lVert ${a.text.replaceAll('_j', '')} \\right\\rVert`),
  call: (name, ...inputs) =>
    atom(`${latexName(name)}\\left(${inputs.map(({ text }) => text).join(', ')}\\right)`),
  sumOfRows: (a) => ({ text: `\\sum ${inLatex(2, a)}`, binding: binding.sum }),
  meanOfRows: (a) => atom(`\\overline{${a.text}}`),
  largest: (a) => atom(`\\max\\left(${a.text}\\right)`),
  sum: (a) => ({ text: `\\sum_{j} ${inLatex(2, a)}`, binding: binding.sum }),
  component: (name, x) => atom(`${latexName(name)}\\left(${x.text.replace('_j', '')}\\right)_j`),
  at: (a, index) => ({ ...a, text: a.text.replaceAll('_j', `_{${index.text}}`) }),
  indicator: (a, relation, b) => atom(`\\left[${a.text} ${relations[relation]} ${b.text}\\right]`),
  cases: (condition, a, b) =>
    atom(
      `\\begin{cases} ${a.text} & \\text{if } ${condition.text} \\\\ ${b.text} & \\text{else} \\end{cases}`,
    ),
};
