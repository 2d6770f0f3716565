import type { Verb } from "./redis-like.ts";
import { scriptVerb } from "./verbs.ts";

// The field x of a hash is the mark of the key's last removal, or of the last value that was given rather than loaded: microseconds since 1970 by the server's clock, or one more
// than the mark before it. Beside an entry that dies before its mark is forgotten, x is "mark+ms": so many ms before the
// key's end the entry is dead.
//
// Where nothing but "mark?" stands under x the key is leased: it is being loaded.
//
// What was given over no mark is not kept longer for its own mark: a value that dies within seconds leaves nothing behind.
//
// A script never deletes a key of ours and writes it anew: between the two, a node that is giving its slot away would
// take it for a key that is somewhere else, and refuse the second half. So new fields are set first, then the old ones go.

const OLD = `local old = redis.pcall('HMGET', KEYS[1], 'x', 'd')
if old.err then old = {} end
local ours = old[1] or old[2]
`;

/**
 * Replaces what is there. KEYS: the key. ARGV: the mark seen before, "" for writing in any case, with a new mark; how long marks are
 * remembered, ms; the entry's life in ms, "" for ever; where the fields begin that it does not have; fields and values;
 * those fields. Gives 1, or 0 if another mark stands there.
 */
export const WRITE_HASH: Verb = scriptVerb(`${OLD}local mark = old[1] and string.match(old[1], '^%d+')
if mark and ARGV[1] ~= '' then
  if ARGV[1] ~= mark then return 0 end
  if string.sub(old[1], -1) == '?' then mark = nil end
end
if not ours then redis.call('DEL', KEYS[1]) end
redis.call('HSET', KEYS[1], unpack(ARGV, 5, ARGV[4] - 1))
if ours then redis.call('HDEL', KEYS[1], 'x', unpack(ARGV, ARGV[4])) end
local life = ARGV[3]
local time = redis.call('TIME')
local had = mark
if ARGV[1] == '' then
  mark = string.format('%.0f', math.max(time[1] * 1000000 + time[2], tonumber(mark or 0) + 1))
end
if mark then
  local left = math.ceil(ARGV[2] + (mark - time[1] * 1000000 - time[2]) / 1000)
  if left > 0 then
    if had and life ~= '' and tonumber(life) < left then
      mark = mark .. '+' .. string.format('%.0f', left - life)
      life = string.format('%.0f', left)
    end
    redis.call('HSET', KEYS[1], 'x', mark)
  end
end
if life ~= '' then redis.call('PEXPIRE', KEYS[1], life) elseif ours then redis.call('PERSIST', KEYS[1]) end
return 1`);

/**
 * Puts a mark in the place of what is there. KEYS: the key. ARGV: how long it is remembered, ms; "1" to leave alone what is
 * no entry, no mark, or not there. Gives 1 if there was an entry, else 0.
 */
export const REMOVE_HASH: Verb = scriptVerb(`${OLD}if ARGV[2] == '1' and not ours then return 0 end
local time = redis.call('TIME')
local mark = math.max(time[1] * 1000000 + time[2], tonumber(string.match(old[1] or '', '^%d+') or 0) + 1)
if not ours then redis.call('DEL', KEYS[1]) end
redis.call('HSET', KEYS[1], 'x', string.format('%.0f', mark))
if old[2] then redis.call('HDEL', KEYS[1], 'd', 's', 'c', 'e', 't') end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return old[2] and 1 or 0`);

/**
 * Leases a key where nothing stands. KEYS: the key. ARGV: for how long, ms. Gives the mark that stands there then, 0 beside something
 * else.
 */
export const LEASE_HASH: Verb =
  scriptVerb(`${OLD}if old[1] then return tonumber(string.match(old[1], '^%d+')) end
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local time = redis.call('TIME')
local mark = time[1] * 1000000 + time[2]
redis.call('HSET', KEYS[1], 'x', string.format('%.0f?', mark))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return mark`);
