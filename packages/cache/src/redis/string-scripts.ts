import type { Verb } from "./redis-like.ts";
import { scriptVerb } from "./verbs.ts";

// The first 19 bytes of a string that begins with C1 11 01 are a packed removal (see codec/pack.ts), with the mark of the key's
// last removal, or of the last value that was given rather than loaded: microseconds since 1970 by the server's clock, or one
// more than the mark before it. A packed entry may follow. 19 bytes that begin with C1 11 04 are a lease with its mark: the key is being loaded.

const HEAD = `local head = redis.pcall('GETRANGE', KEYS[1], 0, 18)
if type(head) ~= 'string' then head = '' end
local kind = string.sub(head, 1, 3)
local leased = kind == '\\193\\17\\4'
local old = (leased or kind == '\\193\\17\\1') and tonumber(string.sub(head, 4, 19))
`;

/**
 * Replaces what is there. KEYS: the key. ARGV: the mark seen before, "" for writing in any case, with a new mark; how
 * long marks are remembered, ms; the entry's life in ms, "" for ever; the packed entry. Gives 1, or 0 if another mark stands there.
 */
export const WRITE_STRING: Verb = scriptVerb(`${HEAD}
if old and ARGV[1] ~= '' and old ~= tonumber(ARGV[1]) then return 0 end
if leased and ARGV[1] ~= '' then old = false end
local life, entry = ARGV[3], ARGV[4]
local time = redis.call('TIME')
local had = old
if ARGV[1] == '' then
  old = math.max(time[1] * 1000000 + time[2], (old or 0) + 1)
  head = '\\193\\17\\1' .. string.format('%016.0f', old)
end
if old then
  local left = math.ceil(ARGV[2] + (old - time[1] * 1000000 - time[2]) / 1000)
  if left > 0 then
    entry = head .. entry
    if had and life ~= '' and tonumber(life) < left then life = string.format('%.0f', left) end
  end
end
if life == '' then redis.call('SET', KEYS[1], entry) else redis.call('SET', KEYS[1], entry, 'PX', life) end
return 1`);

/**
 * Puts a mark in the place of what is there. KEYS: the key. ARGV: how long it is remembered, ms; "1" to leave alone what is
 * no entry, no mark, or not there. Gives 1 if there was an entry, else 0.
 */
export const REMOVE_STRING: Verb = scriptVerb(`${HEAD}
local entry = string.sub(head, 1, 2) == '\\193\\17' and (not old or redis.call('STRLEN', KEYS[1]) > 19)
if ARGV[2] == '1' and not old and not entry then return 0 end
local time = redis.call('TIME')
local mark = math.max(time[1] * 1000000 + time[2], (old or 0) + 1)
redis.call('SET', KEYS[1], '\\193\\17\\1' .. string.format('%016.0f', mark), 'PX', ARGV[1])
return entry and 1 or 0`);

/**
 * Leases a key where nothing stands. KEYS: the key. ARGV: for how long, ms. Gives the mark that stands there then, 0 beside something
 * else.
 */
export const LEASE_STRING: Verb = scriptVerb(`${HEAD}
if old then return old end
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local time = redis.call('TIME')
local mark = time[1] * 1000000 + time[2]
redis.call('SET', KEYS[1], '\\193\\17\\4' .. string.format('%016.0f', mark), 'PX', ARGV[1])
return mark`);
