<?php
// What users of PHP's redis extension do, each in a function: php_redis.php PORT NAME
declare(strict_types=1);

const ADD = "return redis.call('INCRBY', KEYS[1], ARGV[1])";

$port = (int) $argv[1];

function check(mixed $given, mixed $wanted): void
{
    if ($given === $wanted) return;
    throw new Exception('got ' . var_export($given, true) . ', not ' . var_export($wanted, true));
}

/** The extension throws errors whose first word it doesn't know, and gives false for others. */
function refused(Redis $redis, callable $call, string $text): void
{
    try {
        check($call(), false);
        $error = (string) $redis->getLastError();
    } catch (RedisException $thrown) {
        $error = $thrown->getMessage();
    }
    if (!str_contains($error, $text)) throw new Exception("got the error '$error', not '$text'");
}

function connected(): Redis
{
    global $port;
    $redis = new Redis();
    $redis->connect('127.0.0.1', $port, 2.0);
    return $redis;
}

/** @return string[] */
function keys(): array
{
    return array_map(fn (int $n) => "key:$n", range(0, 99));
}

function bytes(): string
{
    return implode('', array_map(chr(...), range(0, 255)));
}

function commands(): void
{
    $redis = connected();
    check($redis->ping(), true);
    check($redis->client('SETNAME', 'tester'), true);
    check($redis->client('GETNAME'), 'tester');
    check($redis->set('a', '1', ['ex' => 100]), true);
    check($redis->get('a'), '1');
    check($redis->get('none'), false);
    check($redis->incrBy('a', 41), 42);
    check($redis->hMSet('h', ['f' => 'v', 'g' => '2']), true);
    check($redis->hGetAll('h'), ['f' => 'v', 'g' => '2']);
    check($redis->zAdd('z', 1.5, 'a', 2, 'b'), 2);
    check($redis->zRange('z', 0, -1, true), ['a' => 1.5, 'b' => 2.0]);
    check($redis->set(bytes(), bytes()), true);
    check($redis->get(bytes()), bytes());
    refused($redis, fn () => $redis->incr('h'), 'WRONGTYPE');
    $redis->setOption(Redis::OPT_SERIALIZER, Redis::SERIALIZER_PHP);
    $redis->set('object', ['list' => [1, 2], 'flag' => true]);
    check($redis->get('object'), ['list' => [1, 2], 'flag' => true]);
    $redis->close();
}

function many_keys(): void
{
    $redis = connected();
    $keys = keys();
    check($redis->mSet(array_combine($keys, $keys)), true);
    check($redis->mGet([...$keys, 'none']), [...$keys, false]);
    check($redis->dbSize(), 100);
    $redis->setOption(Redis::OPT_SCAN, Redis::SCAN_RETRY);
    $found = [];
    $cursor = null;
    while (($page = $redis->scan($cursor, 'key:*', 10)) !== false) $found = [...$found, ...$page];
    sort($found);
    sort($keys);
    check($found, $keys);
    check($redis->del($keys), 100);
    $redis->sAdd('s', ...$keys);
    $members = 0;
    $cursor = null;
    while (($page = $redis->sScan('s', $cursor)) !== false) $members += count($page);
    check($members, 100);
}

function pipelines(): void
{
    $pipeline = connected()->multi(Redis::PIPELINE);
    foreach (keys() as $key) $pipeline->incr($key)->get($key);
    check($pipeline->exec(), array_merge(...array_fill(0, 100, [1, '1'])));
}

function transactions(): void
{
    $redis = connected();
    $other = connected();
    check($redis->multi()->set('a', '1')->incr('a')->get('a')->exec(), [true, 2, '2']);
    check($redis->multi()->incr('a')->discard(), true);
    $redis->watch('a');
    check($redis->multi()->set('a', '3')->exec(), [true]);
    $redis->watch('a');
    $other->set('a', "another's");
    check($redis->multi()->set('a', 'mine')->exec(), false);
    check($redis->get('a'), "another's");
    $redis->watch('a');
    $redis->unwatch();
    $other->set('a', '4');
    check($redis->multi()->incr('a')->exec(), [5]);
    refused($redis, fn () => $redis->multi()->incr('a')->incr('b')->exec(), 'CROSSSLOT');
    check($redis->discard(), true);
    check($redis->get('a'), '5');
}

function blocking(): void
{
    $redis = connected();
    check($redis->blPop(['list'], 1), []);
    $redis->rPush('list', 'element');
    check($redis->blPop(['list'], 1), ['list', 'element']);
    echo "push\n"; // and somebody does, while this waits
    check($redis->brPop(['list'], 5), ['list', 'pushed']);
    check($redis->xAdd('stream', '1-1', ['a' => '1']), '1-1');
    check($redis->xRead(['stream' => '0'], -1, 100), ['stream' => ['1-1' => ['a' => '1']]]);
}

function pubsub(): void
{
    $redis = connected();
    $redis->setOption(Redis::OPT_READ_TIMEOUT, 5);
    echo "publish\n";
    $heard = [];
    try {
        $redis->subscribe(['news'], function (Redis $redis, string $channel, string $message) use (&$heard): void {
            $heard[] = "$channel $message";
            if ($message === '3') $redis->close(); // with UNSUBSCRIBE this version would go on waiting
        });
    } catch (RedisException) {
    }
    check($heard, ['news 1', 'news 2', 'news 3']);
}

function scripts(): void
{
    $redis = connected();
    $redis->script('flush');
    refused($redis, fn () => $redis->evalSha(sha1(ADD), ['a', 5], 1), 'NOSCRIPT');
    check($redis->script('load', ADD), sha1(ADD));
    foreach (['a', 'b', 'c'] as $key) check($redis->evalSha(sha1(ADD), [$key, 5], 1), 5);
    check($redis->eval(ADD, ['a', 1], 1), 6);
    check($redis->script('exists', sha1(ADD)), [1]);
}

function sessions(): void
{
    global $port;
    ini_set('session.save_handler', 'redis');
    ini_set('session.save_path', "tcp://127.0.0.1:$port?prefix=session:&database=0");
    ini_set('session.use_cookies', '0');
    ini_set('session.cache_limiter', '');
    ini_set('redis.session.locking_enabled', '1');
    session_id('abc');
    session_start();
    check($_SESSION, []);
    $_SESSION['user'] = ['name' => 'Ann', 'avatar' => bytes()];
    session_write_close();
    $redis = connected();
    check($redis->ttl('session:abc') > 0, true);
    check($redis->exists('session:abc_LOCK'), 0);
    session_start();
    check($_SESSION['user'], ['name' => 'Ann', 'avatar' => bytes()]);
    session_destroy();
    check($redis->exists('session:abc'), 0);
}

function persistent(): void
{
    global $port;
    $redis = new Redis();
    check($redis->pconnect('127.0.0.1', $port), true);
    $redis->setOption(Redis::OPT_PREFIX, 'app:');
    check($redis->set('a', '1'), true);
    check(connected()->get('app:a'), '1');
    check($redis->select(0), true);
    check($redis->select(1), false);
}

function server(): void
{
    $redis = connected();
    check($redis->info()['role'], 'master');
    check($redis->config('GET', 'maxmemory'), ['maxmemory' => '0']);
    check($redis->rawCommand('CLUSTER', 'KEYSLOT', 'a'), 15495);
    refused($redis, fn () => $redis->rawCommand('SHUTDOWN'), 'does not allow');
}

/** The class for clusters takes the proxy for a cluster of one node. */
function cluster(): void
{
    global $port;
    $cluster = new RedisCluster(null, ["127.0.0.1:$port"], 2.0, 2.0);
    $keys = keys();
    check($cluster->mSet(array_combine($keys, $keys)), true);
    check($cluster->mGet($keys), $keys);
    check($cluster->multi()->set('a', '1')->incr('a')->exec(), [true, 2]);
    check(count($cluster->_masters()), 1);
    $cursor = null;
    $found = 0;
    $node = $cluster->_masters()[0];
    do {
        $found += count($cluster->scan($cursor, $node, 'key:*') ?: []);
    } while ($cursor > 0);
    check($found, 100);
}

/** Asks for a new proxy in the midst of things. */
function restart(): void
{
    $redis = connected();
    $redis->setOption(Redis::OPT_MAX_RETRIES, 20);
    $redis->setOption(Redis::OPT_BACKOFF_ALGORITHM, Redis::BACKOFF_ALGORITHM_CONSTANT);
    $redis->setOption(Redis::OPT_BACKOFF_BASE, 50);
    $redis->set('a', '1');
    echo "restart\n";
    fgets(STDIN);
    check($redis->get('a'), '1');
}

$argv[2]();
