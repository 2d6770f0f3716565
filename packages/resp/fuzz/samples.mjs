// Valid input, as text in which every character is one byte.

/** @param {string} text */
const bulk = (text) => `$${Buffer.byteLength(text)}\r\n${Buffer.from(text).toString("latin1")}\r\n`;

/** @param {string[]} args */
const request = (...args) => `*${args.length}\r\n${args.map(bulk).join("")}`;

const row = `*2\r\n${bulk("1692632086370-0")}*4\r\n${bulk("name")}${bulk("Sara")}${bulk("surname")}${bulk("OConnor")}`;

/** Each is one or several whole replies, or pushes. */
export const REPLIES = [
  "+OK\r\n",
  "+PONG\r\n+QUEUED\r\n+\r\n+Some longer status, with words\r\n",
  "-ERR unknown command 'foo'\r\n-\r\n",
  "!21\r\nSYNTAX invalid syntax\r\n!0\r\n\r\n",
  ":0\r\n:1234\r\n:-1\r\n:+7\r\n:-0\r\n",
  ":999999999999999\r\n:9007199254740993\r\n:-9223372036854775808\r\n",
  "$-1\r\n*-1\r\n_\r\n",
  bulk("") + bulk("a") + bulk("eight by") + bulk("nine byte") + bulk("\r\n$1\r\n"),
  bulk("x".repeat(100)) + bulk("naïve ☕ 𝄞"),
  "$4\r\n\xff\xfe\xc3\x28\r\n",
  ",1.5\r\n,10\r\n,-0\r\n,1e5\r\n,-1.5E-3\r\n,.5\r\n,5.\r\n,inf\r\n,-inf\r\n,nan\r\n,-nan\r\n",
  "#t\r\n#f\r\n",
  "(0\r\n(-3492890328409238509324850943850943825024385\r\n",
  "=15\r\ntxt:Some string\r\n=4\r\nmkd:\r\n",
  "*0\r\n~0\r\n%0\r\n>0\r\n",
  `*3\r\n:1\r\n${bulk("two")}*1\r\n+three\r\n`,
  `*6\r\n${bulk("one")}${bulk("two")}$-1\r\n${bulk("four and more")}${bulk("fünf")}${bulk("")}`,
  `*12\r\n${Array.from({ length: 12 }, (_, i) => bulk(`element number ${i}`)).join("")}`,
  `*3\r\n${row}${row}${row}`,
  `~4\r\n+a\r\n:1\r\n+a\r\n*1\r\n_\r\n`,
  `%2\r\n${bulk("first")}:1\r\n${bulk("second")}*2\r\n#t\r\n,2.5\r\n`,
  `%4\r\n:1\r\n+a\r\n_\r\n+b\r\n#t\r\n+c\r\n,1.5\r\n+d\r\n`,
  `%2\r\n*1\r\n:1\r\n+list\r\n${bulk("__proto__")}%1\r\n${bulk("polluted")}#t\r\n`,
  `%3\r\n${bulk("__proto__")}:1\r\n${bulk("constructor")}:2\r\n${bulk("toString")}:3\r\n`,
  `|1\r\n+ttl\r\n:3600\r\n${bulk("value")}`,
  `|0\r\n*3\r\n:1\r\n|1\r\n*1\r\n:1\r\n~1\r\n:2\r\n:2\r\n|1\r\n|1\r\n:0\r\n:0\r\n+a\r\n+b\r\n:3\r\n`,
  `|1\r\n+a\r\n+b\r\n>1\r\n+pushed\r\n:1\r\n`,
  "$?\r\n;4\r\nHell\r\n;5\r\no wor\r\n;1\r\nd\r\n;0\r\n$?\r\n;0\r\n",
  "*?\r\n:1\r\n:2\r\n*?\r\n.\r\n:3\r\n.\r\n",
  "~?\r\n+a\r\n+b\r\n.\r\n%?\r\n+a\r\n:1\r\n+b\r\n$?\r\n;1\r\nz\r\n;0\r\n.\r\n",
  `>3\r\n+message\r\n${bulk("channel")}${bulk("first payload")}${bulk("reply")}>2\r\n+invalidate\r\n*1\r\n${bulk("k")}`,
  `>4\r\n+pmessage\r\n${bulk("c*")}${bulk("chan")}%1\r\n+a\r\n~1\r\n+b\r\n`,
  `*3\r\n:1\r\n>3\r\n+message\r\n+c\r\n~1\r\n:1\r\n${bulk("two")}>1\r\n+invalidate\r\n:3\r\n`,
  `${"*1\r\n".repeat(7)}${bulk("deep")}`,
];

/** Each is one or several whole requests, empty ones included. */
export const REQUESTS = [
  request("PING"),
  request("SET", "key", "value with spaces\r\nand a line break") + request("GET", "ключ"),
  request("EVAL", "return 1", "0", "", "x".repeat(100)),
  "*0\r\n*-1\r\n\r\n\n*2\r\n$3\r\nGET\r\n$0\r\n\r\n",
  "PING\r\nget key\n  SET \t key   value \r\n",
  'SET "quoted \\x41\\n\\r\\t\\b\\a\\q\\"" plain"quoted" \'single \\\' \\n\' ""\r\n',
  `${request("MULTI")}INCR counter\r\n${request("EXEC")}`,
];
