#!/usr/bin/perl
# Writes places.mmdb, the small GeoIP file of the tests, beside itself. Needs Debian's libmaxmind-db-writer-perl.
use strict;
use warnings;
use FindBin;
use MaxMind::DB::Writer::Tree;

my %types = (country => 'map', city => 'map', location => 'map', names => 'map', iso_code => 'utf8_string', en => 'utf8_string',
             latitude => 'double', longitude => 'double');
my $tree = MaxMind::DB::Writer::Tree->new(
    ip_version => 6, record_size => 24, database_type => 'Ombud-Test-City', languages => ['en'], description => { en => 'For tests' },
    alias_ipv6_to_ipv4 => 1, remove_reserved_networks => 0, map_key_type_callback => sub { $types{ $_[0] } });

sub place {
    my ($network, $country, $city, $latitude, $longitude) = @_;
    my $data = { country => { iso_code => $country } };
    $data->{city} = { names => { en => $city } } if defined $city;
    $data->{location} = { latitude => $latitude, longitude => $longitude } if defined $latitude;
    $tree->insert_network($network, $data);
}
place('203.0.113.0/25', 'CN', 'Hangzhou', 30.29, 120.16);
place('203.0.113.128/25', 'CN', 'Shanghai', 31.22, 121.46);
place('198.51.100.0/24', 'GB', 'London', 51.51, -0.13);
place('192.0.2.0/24', 'DE');
place('2001:db8:1::/48', 'SG', 'Singapore', 1.29, 103.85);

open my $file, '>:raw', "$FindBin::Bin/places.mmdb" or die $!;
$tree->write_tree($file);
